import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { toContent, toFields } from '../../../providers/gehirn/fields.js';
import { playing } from '../playing.js';

const base = 'https://api.gis.gehirn.jp/dns/v1/zones';
const records = `${base}/z1/versions/v1/records`;

const zones: Exchange = {
  request: `GET ${base}`,
  headers: { authorization: `Basic ${Buffer.from('t:s').toString('base64')}` },
  answer: [{ id: 'z1', name: 'example.com', current_version_id: 'v1' }],
};

const play = playing('gehirn', { token: 't', secret: 's' }, zones);

function item(...values: string[]) {
  const common = { id: 'r1', type: 'TXT', name: '_acme-challenge.example.com.', enable_alias: false, ttl: 60 };
  return { ...common, records: values.map((data) => ({ data })) };
}

describe('gehirn', () => {
  it('creates a record', async () => {
    const body = {
      type: 'CNAME',
      name: 'docs.example.com.',
      enable_alias: false,
      ttl: 60,
      records: [{ cname: 'docs.example.net.' }],
    };
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: [] },
        { request: `POST ${records}`, body, answer: { ...body, id: 'r2' } },
      ]),
      (service) => service.create({ type: 'CNAME', name: 'docs', content: 'docs.example.net', ttl: 60 }),
    );
  });

  it('writes a name in either form, and after no other refusal', async () => {
    const body = { type: 'TXT', name: 'a.example.com.', enable_alias: false, ttl: 60, records: [{ data: 'one' }] };
    const inZone = { type: 'TXT', name: 'a', ttl: 60, records: [{ data: 'one' }] };
    const create = (status: number, ...others: readonly Exchange[]) => {
      const refused = { request: `POST ${records}`, body, status, answer: { message: 'no' } };
      return withExchanges(play([{ request: `GET ${records}`, answer: [] }, refused, ...others]), (service) =>
        service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
      );
    };
    for (const status of [400, 422])
      await create(status, { request: `POST ${records}`, body: inZone, answer: { id: 'r2' } });
    await assert.rejects(create(409), (error) => isFailure(error, 'API') && /no/.test(error.message));
  });

  it('adds a second value beside the first', async () => {
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: [item('one')] },
        { request: `PUT ${records}/r1`, body: item('one', 'two'), answer: item('one', 'two') },
      ]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'two', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: [item('one', 'two')] },
        { request: `PUT ${records}/r1`, body: item('two'), answer: item('two') },
      ]),
      (service) => service.remove(undefined, { type: 'TXT', name: '_acme-challenge', content: 'one' }),
    );
  });

  it('updates by name, and deletes the last value with its record', async () => {
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: [item('one')] },
        { request: `GET ${records}`, answer: [item('one')] },
        { request: `PUT ${records}/r1`, body: item('new'), answer: item('new') },
        { request: `GET ${records}`, answer: [item('new')] },
        { request: `DELETE ${records}/r1`, answer: item('new') },
      ]),
      async (service) => {
        await service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 });
        await service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'new' }]);
      },
    );
  });

  it('lists MX and SRV with their numbers', async () => {
    const found = [
      { id: 'm', type: 'MX', name: 'example.com.', ttl: 60, records: [{ prio: 10, exchange: 'mail.example.com.' }] },
      {
        id: 's',
        type: 'SRV',
        name: '_sip._tcp.example.com.',
        ttl: 60,
        records: [{ prio: 1, weight: 2, port: 5060, target: 'sip.example.com.' }],
      },
    ];
    const listed = await withExchanges(play([{ request: `GET ${records}`, answer: found }]), (service) =>
      service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name, content }) => [name, content]),
      [
        ['example.com', '10 mail.example.com'],
        ['_sip._tcp.example.com', '1 2 5060 sip.example.com'],
      ],
    );
  });

  it('says that a token was refused, in the words of the API', async () => {
    const refused = { ...zones, status: 401, answer: { message: 'Authorization Required', code: 401 } };
    const test = { ...play([]), exchanges: [refused] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Authorization Required/.test(error.message),
    );
  });
});

/** The fields of each type. */
const forms: readonly (readonly [type: string, content: string, fields: object])[] = [
  ['A', '192.0.2.1', { address: '192.0.2.1' }],
  ['AAAA', '2001:db8::1', { address: '2001:db8::1' }],
  ['CNAME', 'host.example.net', { cname: 'host.example.net.' }],
  ['NS', 'ns1.example.net', { nsdname: 'ns1.example.net.' }],
  ['MX', '10 mail.example.net', { prio: 10, exchange: 'mail.example.net.' }],
  ['SRV', '20 5 5060 sip.example.net', { prio: 20, weight: 5, port: 5060, target: 'sip.example.net.' }],
  ['TXT', 'a "b"', { data: 'a "b"' }],
  ['TXT', '"a" b', { data: '"a" b' }],
];

describe('fields of gehirn', () => {
  for (const [type, content, fields] of forms) {
    it(`are those of ${type}`, () => {
      assert.deepEqual(toFields(type, content), fields);
      assert.equal(toContent(type, { ...fields }), content);
    });
  }

  it('are read of types that are not known', () => {
    assert.equal(toContent('HINFO', { cpu: 'x', os: 'y' }), 'x y');
  });
});
