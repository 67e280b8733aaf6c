import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../exchanges.js';

const base = 'https://api.infomaniak.com/1';
const records = `${base}/domain/7/dns/record`;

const zones: Exchange = {
  request: `GET ${base}/product?service_name=domain&customer_name=example.com`,
  headers: { authorization: 'Bearer opaque' },
  answer: { result: 'success', data: [{ id: 7, customer_name: 'example.com' }] },
};

function play(exchanges: readonly Exchange[]) {
  return { provider: 'infomaniak', options: { token: 'opaque' }, exchanges: [zones, ...exchanges] };
}

function list(...data: object[]): Exchange {
  return { request: `GET ${records}`, answer: { result: 'success', data } };
}

function item(id: string, type: string, source: string, target: string) {
  return { id, type, source, target, ttl: 300, priority: 10 };
}

const done = { result: 'success', data: true };

describe('infomaniak', () => {
  it('looks first, then creates', async () => {
    const body = { type: 'TXT', source: 'a', target: 'two', ttl: 300 };
    await withExchanges(
      play([list(item('1', 'TXT', 'a', 'one')), { request: `POST ${records}`, body, status: 201, answer: done }]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 }),
    );
  });

  it('lists the apex, and priorities of MX', async () => {
    const listed = await withExchanges(
      play([list(item('1', 'MX', '.', 'mail.example.com'), item('2', 'TXT', 'a', 'x'))]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name, content, priority }) => [name, content, priority]),
      [
        ['example.com', 'mail.example.com', 10],
        ['a.example.com', 'x', undefined],
      ],
    );
  });

  it('updates a record', async () => {
    const body = { source: '.', target: 'mail', ttl: 300, priority: 5 };
    await withExchanges(play([{ request: `PUT ${records}/1`, body, answer: done }]), (service) =>
      service.update('1', { type: 'MX', name: '@', content: '5 mail', ttl: 300 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        list(item('1', 'TXT', 'a', 'one'), item('2', 'TXT', 'a', 'two')),
        { request: `DELETE ${records}/2`, answer: done },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('says that the token was refused, in the words of the API', async () => {
    const answer = { result: 'error', error: { code: 'not_authorized', description: 'Authorization required' } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [{ ...zones, status: 401, answer }] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Authorization required/.test(error.message),
    );
  });
});
