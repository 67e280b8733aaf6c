import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.porkbun.com/api/json/v3/dns';
const credential = { apikey: 'pk', secretapikey: 'sk' };

function list(...records: object[]): Exchange {
  return { request: `POST ${base}/retrieve/example.com`, body: credential, answer: { status: 'SUCCESS', records } };
}

function write(path: string, body: object = {}): Exchange {
  return { request: `POST ${base}/${path}`, body: { ...credential, ...body }, answer: { status: 'SUCCESS' } };
}

const play = playing('porkbun', { key: 'pk', secret: 'sk' }, list());

function item(id: string, type: string, name: string, content: string) {
  return { id, type, name, content, ttl: '600', prio: '10', notes: null };
}

describe('porkbun', () => {
  it('looks first, then creates', async () => {
    const body = { name: 'a', type: 'TXT', content: 'two', ttl: 600 };
    await withExchanges(
      play([list(item('1', 'TXT', 'a.example.com', 'one')), write('create/example.com', body)]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'two', ttl: 60 }),
    );
  });

  it('lists the apex, and priorities of MX', async () => {
    const listed = await withExchanges(
      play([list(item('1', 'MX', 'example.com', 'mail'), item('2', 'TXT', 'a.example.com', 'x'))]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ name, content, priority, ttl }) => [name, content, priority, ttl]),
      [
        ['example.com', 'mail', 10, 600],
        ['a.example.com', 'x', undefined, 600],
      ],
    );
  });

  it('updates a record', async () => {
    const body = { name: '', type: 'MX', content: 'mail', ttl: 600, prio: 5 };
    await withExchanges(play([write('edit/example.com/1', body)]), (service) =>
      service.update('1', { type: 'MX', name: '@', content: '5 mail', ttl: 600 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    const both = list(item('1', 'TXT', 'a.example.com', 'one'), item('2', 'TXT', 'a.example.com', 'two'));
    await withExchanges(play([both, write('delete/example.com/2')]), (service) =>
      service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('knows what the API refuses, and says what to do about API access', async () => {
    const cases = [
      ['Invalid domain.', 'ZONE_NOT_FOUND'],
      ['Domain is not opted in to API access.', 'AUTHENTICATION'],
      ['Invalid API key. (002)', 'AUTHENTICATION'],
      ['Something else', 'API'],
    ] as const;
    for (const [message, code] of cases) {
      const exchanges = [{ ...list(), status: 400, answer: { status: 'ERROR', message } }];
      await assert.rejects(
        withExchanges({ ...play([]), exchanges }, (service) => service.findZone()),
        (error) => isFailure(error, code) && (!/opted/.test(message) || /API Access/.test(error.hint ?? '')),
      );
    }
  });
});
