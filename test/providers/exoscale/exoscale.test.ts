import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../exchanges.js';

const base = 'https://api.exoscale.com/dns/v1/domains/example.com';
const headers = { 'x-dns-token': 'key:opaque' };
const zone: Exchange = { request: `GET ${base}`, headers, answer: { domain: { name: 'example.com' } } };

function play(exchanges: readonly Exchange[]) {
  return { provider: 'exoscale', options: { key: 'key', secret: 'opaque' }, exchanges: [zone, ...exchanges] };
}

function list(...contents: string[]): Exchange {
  const answer = contents.map((content, index) => ({
    record: { id: index + 1, record_type: 'TXT', name: 'a', content, ttl: 60, prio: null },
  }));
  return { request: `GET ${base}/records?record_type=TXT&name=a`, headers, answer };
}

const one = { type: 'TXT', name: 'a', content: 'one', ttl: 60 };

describe('exoscale', () => {
  it('creates what is not there', async () => {
    const record = { record_type: 'TXT', name: 'a', content: 'one', ttl: 60 };
    await withExchanges(
      play([list('two'), { request: `POST ${base}/records`, body: { record }, status: 201, answer: {} }, list('one')]),
      async (service) => {
        await service.create(one);
        await service.create(one);
      },
    );
  });

  it('writes the priority of MX apart, and an empty name at the apex', async () => {
    const record = { record_type: 'MX', name: '', content: 'mail.example.com', ttl: 60, prio: 10 };
    await withExchanges(
      play([
        { request: `GET ${base}/records?record_type=MX&name=`, answer: [] },
        { request: `POST ${base}/records`, body: { record }, answer: {} },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 60 }),
    );
  });

  it('updates, and removes one of two values', async () => {
    const body = { name: 'a', content: 'new', ttl: 60 };
    await withExchanges(
      play([
        { request: `PUT ${base}/records/1`, body, answer: {} },
        list('new', 'two'),
        { request: `DELETE ${base}/records/2`, answer: {} },
      ]),
      async (service) => {
        await service.update('1', { ...one, content: 'new' });
        await service.removeAll([{ ...one, content: 'two' }]);
      },
    );
  });

  it('tells a zone that is missing from a key that is refused', async () => {
    const findZone = (status: number, message: string) =>
      withExchanges({ ...play([]), exchanges: [{ ...zone, status, answer: { message } }] }, (service) =>
        service.findZone(),
      );
    await assert.rejects(findZone(404, 'Domain not found'), (error) => isFailure(error, 'ZONE_NOT_FOUND'));
    await assert.rejects(
      findZone(401, 'Invalid credentials'),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid credentials/.test(error.message),
    );
  });
});
