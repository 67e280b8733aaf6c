import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { builtInRegistry } from '../../recordings/find-recordings.js';
import { playing } from '../playing.js';

const base = 'https://api.linode.com/v4/domains';
const records = `${base}/7/records`;

const zones: Exchange = {
  request: `GET ${base}`,
  headers: { authorization: 'Bearer opaque', 'x-filter': '{"domain":"example.com"}' },
  answer: { data: [{ id: 7, domain: 'example.com' }], page: 1, pages: 1 },
};

function item(id: number, target: string, name = '_acme-challenge', type = 'TXT') {
  return { id, type, name, target, ttl_sec: 300, priority: 0 };
}

function list(...data: object[]): Exchange {
  return { request: `GET ${records}`, answer: { data, page: 1, pages: 1 } };
}

const play = playing('linode', { token: 'opaque' }, zones);

describe('linode', () => {
  it('is called linode4 as well', () => {
    const registry = builtInRegistry();
    assert.equal(registry.findProvider('linode4'), registry.findProvider('linode'));
  });

  it('creates records, with the default TTL of the domain where none was asked for', async () => {
    const body = { type: 'TXT', name: '', target: 'one' };
    const mx = { type: 'MX', name: '', target: 'mail.example.com', priority: 10, ttl_sec: 0 };
    await withExchanges(
      play([
        list(),
        { request: `POST ${records}`, body: { ...body, ttl_sec: 120 }, answer: item(1, 'one') },
        list(),
        { request: `POST ${records}`, body: mx, answer: item(2, 'mail') },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '@', content: 'one', ttl: 60 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com' });
      },
    );
  });

  it('makes no second record of the same content', async () => {
    await withExchanges(play([list(item(1, 'one'))]), (service) =>
      service.create({ type: 'TXT', name: '_acme-challenge', content: 'one', ttl: 300 }),
    );
  });

  it('reads all pages', async () => {
    const listed = await withExchanges(
      play([
        { request: `GET ${records}`, answer: { data: [item(1, 'one')], page: 1, pages: 2 } },
        { request: `GET ${records}?page=2`, answer: { data: [item(2, 'two', '')], page: 2, pages: 2 } },
      ]),
      (service) => service.list({ type: 'TXT' }),
    );
    assert.deepEqual(
      listed.map(({ id, name, content }) => [id, name, content]),
      [
        ['1', '_acme-challenge.example.com', 'one'],
        ['2', 'example.com', 'two'],
      ],
    );
  });

  it('updates by name', async () => {
    const body = { type: 'TXT', name: '_acme-challenge', target: 'new', ttl_sec: 300 };
    await withExchanges(
      play([list(item(1, 'one')), { request: `PUT ${records}/1`, body, answer: item(1, 'new') }]),
      (service) => service.update(undefined, { type: 'TXT', name: '_acme-challenge', content: 'new', ttl: 300 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([list(item(1, 'one'), item(2, 'two')), { request: `DELETE ${records}/1`, answer: {} }]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('says that a token was refused, in the words of the API', async () => {
    const refused = { ...zones, status: 401, answer: { errors: [{ reason: 'Invalid Token' }] } };
    const test = { ...play([]), exchanges: [refused] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Invalid Token/.test(error.message),
    );
  });
});
