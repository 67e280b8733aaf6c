import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';

const server = 'https://dashboard.example.org';
const records = `${server}/dns_zones/7/records`;

const zones: Exchange = {
  request: `GET ${server}/dns_zones.json`,
  headers: { authorization: `Basic ${Buffer.from('me@example.com:opaque').toString('base64')}` },
  answer: [{ dns_zone: { id: 6, name: 'other.org' } }, { dns_zone: { id: 7, name: 'example.com' } }],
};

function item(id: number, txt: string) {
  return { dns_record: { id, type: 'TXT', name: '_acme-challenge', txt, ttl: 60 } };
}

function list(byType: object): Exchange {
  return { request: `GET ${records}.json`, answer: { dns_zone: { id: 7, name: 'example.com', records: byType } } };
}

function play(exchanges: readonly Exchange[]) {
  const options = { username: 'me@example.com', token: 'opaque', server: `${server}/` };
  return { provider: 'onapp', options, exchanges: [zones, ...exchanges] };
}

describe('onapp', () => {
  it('creates records of each kind', async () => {
    const post = (dns_record: object): Exchange => ({
      request: `POST ${records}.json`,
      body: { dns_record },
      status: 201,
    });
    await withExchanges(
      play([
        post({ name: '_acme-challenge', type: 'TXT', ttl: '60', txt: 'one' }),
        post({ name: '@', type: 'AAAA', ttl: '60', ip: '2001:db8::1' }),
        post({ name: '@', type: 'MX', ttl: '60', hostname: 'mail.example.com', priority: 10 }),
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 });
        await service.create({ type: 'AAAA', name: '@', content: '2001:db8::1', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 });
      },
    );
  });

  it('takes "already exists" for success', async () => {
    const body = { dns_record: { name: 'a', type: 'TXT', ttl: '60', txt: 'one' } };
    const answer = { errors: { base: ['Record already exists'] } };
    await withExchanges(play([{ request: `POST ${records}.json`, body, status: 422, answer }]), (service) =>
      service.create({ type: 'TXT', name: 'a', content: 'one', ttl: 60 }),
    );
  });

  it('lists the records of all types', async () => {
    const ns = { dns_record: { id: 1, type: 'NS', name: '@', hostname: 'ns1.example.org', ttl: '86400' } };
    const soa = { dns_record: { id: 2, type: 'SOA', name: '@', primaryNs: 'ns1.example.org', ttl: 86400 } };
    const found = list({ SOA: [soa], NS: [ns], TXT: [item(3, 'one')] });
    const listed = await withExchanges(play([found]), async (service) => [
      ...(await service.list({})).filter(({ type }) => type !== 'SOA'),
    ]);
    assert.deepEqual(
      listed.map(({ id, name, content, ttl }) => [id, name, content, ttl]),
      [
        ['1', 'example.com', 'ns1.example.org', 86400],
        ['3', '_acme-challenge.example.com', 'one', 60],
      ],
    );
  });

  it('updates by name', async () => {
    const body = { dns_record: { name: '_acme-challenge', ttl: '60', txt: 'new' } };
    await withExchanges(
      play([list({ TXT: [item(3, 'one')] }), { request: `PUT ${records}/3.json`, body, status: 204 }]),
      (service) => service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 60 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list({ TXT: [item(3, 'one'), item(4, 'two')] }), { request: `DELETE ${records}/3.json`, status: 204 }]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that a key was refused, in the words of the API', async () => {
    const test = { ...play([]), exchanges: [{ ...zones, status: 401, answer: { errors: ['Unauthorized'] } }] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unauthorized/.test(error.message),
    );
  });
});
