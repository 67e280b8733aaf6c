import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.luadns.com/v1/zones';
const records = `${base}/7/records`;

const zones: Exchange = {
  request: `GET ${base}`,
  headers: { authorization: `Basic ${Buffer.from('me@example.com:opaque').toString('base64')}` },
  answer: [{ id: 7, name: 'example.com', records_count: 2 }],
};

function item(id: number, content: string, type = 'TXT', name = '_acme-challenge.example.com.') {
  return { id, type, name, content, ttl: 300, zone_id: 7 };
}

function list(...answer: object[]): Exchange {
  return { request: `GET ${records}`, answer };
}

const play = playing('luadns', { username: 'me@example.com', token: 'opaque' }, zones);

describe('luadns', () => {
  it('creates records with full names and final dots', async () => {
    const txt = { type: 'TXT', name: '_acme-challenge.example.com.', content: 'one', ttl: 300 };
    const mx = { type: 'MX', name: 'example.com.', content: '10 mail.example.com.', ttl: 300 };
    await withExchanges(
      play([
        list(),
        { request: `POST ${records}`, body: txt, answer: item(1, 'one') },
        list(),
        { request: `POST ${records}`, body: mx, answer: {} },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: 'mail.example.com', priority: 10, ttl: 300 });
      },
    );
  });

  it('makes no second record of the same content', async () => {
    await withExchanges(play([list(item(1, 'one'))]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 300 }),
    );
  });

  it('lists without final dots', async () => {
    const found = list(item(1, 'one'), item(2, 'ns1.luadns.net.', 'NS', 'example.com.'));
    const listed = await withExchanges(play([found]), (service) => service.list({}));
    assert.deepEqual(
      listed.map(({ id, name, content }) => [id, name, content]),
      [
        ['1', '_acme-challenge.example.com', 'one'],
        ['2', 'example.com', 'ns1.luadns.net'],
      ],
    );
  });

  it('updates by name', async () => {
    const body = { type: 'TXT', name: '_acme-challenge.example.com.', content: 'new', ttl: 300 };
    await withExchanges(
      play([list(item(1, 'one')), { request: `PUT ${records}/1`, body, answer: item(1, 'new') }]),
      (service) => service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 300 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list(item(1, 'one'), item(2, 'two')), { request: `DELETE ${records}/1`, answer: item(1, 'one') }]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that a token was refused, in the words of the API', async () => {
    const refused = { ...zones, status: 403, answer: { status: 'Forbidden.', message: 'API access is disabled.' } };
    const test = { ...play([]), exchanges: [refused] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /API access is disabled/.test(error.message),
    );
  });
});
