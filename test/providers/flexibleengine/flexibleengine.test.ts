import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://dns.prod-cloud-ocb.orange-business.com/v2/zones';
const sets = `${base}/z1/recordsets`;
const headers = { 'x-auth-token': 'opaque' };
const zone: Exchange = {
  request: `GET ${base}?name=example.com`,
  headers,
  answer: { zones: [{ id: 'z1', name: 'example.com.' }] },
};

const play = playing('flexibleengine', { token: 'opaque' }, zone);

function quoted(values: readonly string[]) {
  return values.map((value) => `"${value}"`);
}

function read(...values: string[]): Exchange {
  const set = { id: 's1', name: 'a.example.com.', type: 'TXT', ttl: 300, records: quoted(values) };
  return { request: `GET ${sets}`, headers, answer: { recordsets: [set], links: {} } };
}

function body(ttl: number, ...values: string[]) {
  return { name: 'a.example.com', type: 'TXT', ttl, records: quoted(values) };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };
const conflict = { code: 'DNS.0312', message: "Attribute 'name' conflicts with Record Set." };

describe('flexibleengine', () => {
  it('makes a set, and adds to one that is there', async () => {
    await withExchanges(
      play([
        { request: `POST ${sets}`, headers, body: body(60, 'one'), status: 202, answer: {} },
        { request: `POST ${sets}`, body: body(60, 'two'), status: 400, answer: conflict },
        read('one'),
        { request: `PUT ${sets}/s1`, body: body(300, 'one', 'two'), status: 202, answer: {} },
        { request: `POST ${sets}`, body: body(60, 'one'), status: 400, answer: conflict },
        read('one', 'two'),
      ]),
      async (service) => {
        await service.create(one);
        await service.create({ ...one, content: 'two' });
        await service.create(one);
      },
    );
  });

  it('removes one of two values, then the set', async () => {
    await withExchanges(
      play([
        read('one', 'two'),
        { request: `PUT ${sets}/s1`, body: body(300, 'one'), answer: {} },
        read('one'),
        { request: `DELETE ${sets}/s1`, status: 202, answer: {} },
      ]),
      async (service) => {
        await service.removeAll([{ ...one, content: 'two' }]);
        await service.removeAll([one]);
      },
    );
  });

  it('updates in place, or moves a value to its new name', async () => {
    await withExchanges(
      play([
        read('one'),
        read('one'),
        { request: `PUT ${sets}/s1`, body: body(60, 'new'), answer: {} },
        { request: `POST ${sets}`, body: { ...body(60, 'one'), name: 'b.example.com' }, answer: {} },
        read('one'),
        { request: `DELETE ${sets}/s1`, answer: {} },
      ]),
      async (service) => {
        const [record] = await service.list({ type: 'TXT', name: 'a' });
        await service.update(record?.id, { ...one, content: 'new' });
        await service.update(record?.id, { ...one, name: 'b' });
      },
    );
  });

  it('follows pages', async () => {
    const next = `${sets}?marker=s1`;
    const first = { ...read('one'), answer: { ...(read('one').answer as object), links: { next } } };
    const listed = await withExchanges(play([first, { ...read('two'), request: `GET ${next}` }]), (service) =>
      service.list({ type: 'TXT' }),
    );
    assert.deepEqual(
      listed.map(({ content }) => content),
      ['one', 'two'],
    );
  });

  it('writes what is no text without a final dot, and reads nothing where a set is refused', async () => {
    const mail = { name: 'example.com', type: 'MX', ttl: 60, records: ['10 mail.example.com'] };
    const refused = { code: 'DNS.0307', message: 'Invalid.' };
    await assert.rejects(
      withExchanges(play([{ request: `POST ${sets}`, body: mail, status: 400, answer: refused }]), (service) =>
        service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 }),
      ),
      (error) => isFailure(error, 'API') && /Invalid/.test(error.message),
    );
  });

  it('lists sets that have no TTL of their own', async () => {
    const set = { id: 's1', name: 'a.example.com.', type: 'TXT', ttl: null, records: ['"one"'] };
    const listed = await withExchanges(play([{ ...read(), answer: { recordsets: [set] } }]), (service) =>
      service.list({}),
    );
    assert.deepEqual(
      listed.map(({ content, ttl }) => [content, ttl]),
      [['one', undefined]],
    );
  });

  it('takes the public one of two zones, and asks which one where both are', async () => {
    const find = (zone_type: string) =>
      withExchanges(
        {
          ...play([]),
          exchanges: [
            {
              ...zone,
              answer: {
                zones: [
                  { id: 'z2', name: 'example.com.', zone_type },
                  { id: 'z1', name: 'example.com.', zone_type: 'public' },
                ],
              },
            },
          ],
        },
        (service) => service.findZone(),
      );
    assert.deepEqual(await find('private'), { id: 'z1', name: 'example.com', isPublic: true });
    await assert.rejects(find('public'), (error) => isFailure(error, 'CONFIG') && /--zone-id$/.test(`${error.hint}`));
  });

  it('takes the zone by its id', async () => {
    const options = { token: 'opaque', zoneId: 'z1' };
    const exchanges = [{ request: `GET ${base}/z1`, headers, answer: { id: 'z1', name: 'example.com.' } }];
    const found = await withExchanges({ ...play([]), options, exchanges }, (service) => service.findZone());
    assert.equal(found.name, 'example.com');
  });

  it('tells a zone that is missing from a token that is refused', async () => {
    const findZone = (status: number, answer: object) =>
      withExchanges({ ...play([]), exchanges: [{ ...zone, status, answer }] }, (service) => service.findZone());
    await assert.rejects(findZone(200, { zones: [] }), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(
      findZone(401, { code: 'DNS.0013', message: 'No permission' }),
      (error) => isFailure(error, 'AUTHENTICATION') && /No permission/.test(error.message),
    );
  });
});
