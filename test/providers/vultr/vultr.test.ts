import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://api.vultr.com/v2';
const records = `${base}/domains/example.com/records`;
const last = { links: { next: '', prev: '' } };

const zones: Exchange = {
  request: `GET ${base}/domains`,
  headers: { authorization: 'Bearer opaque' },
  answer: { domains: [{ domain: 'example.com' }], meta: last },
};

const play = playing('vultr', { token: 'opaque' }, zones);

function item(id: string, type: string, name: string, data: string, priority = 0) {
  return { id, type, name, data, priority, ttl: 120 };
}

describe('vultr', () => {
  it('looks first, then creates a quoted TXT record', async () => {
    const body = { type: 'TXT', name: '_acme-challenge', data: '"b"', priority: 0, ttl: 120 };
    await withExchanges(
      play([
        {
          request: `GET ${records}`,
          answer: { records: [item('1', 'TXT', '_acme-challenge', '"a"')], meta: last },
        },
        { request: `POST ${records}`, body, status: 201, answer: {} },
      ]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'b', ttl: 60 }),
    );
  });

  it('writes a priority apart', async () => {
    const body = { type: 'MX', name: '', data: 'mail.example.com', priority: 10, ttl: 300 };
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: { records: [], meta: last } },
        { request: `POST ${records}`, body, status: 201, answer: {} },
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 300 }),
    );
  });

  it('reads all pages and names the apex', async () => {
    const listed = await withExchanges(
      play([
        {
          request: `GET ${records}`,
          answer: { records: [item('1', 'TXT', '', '"one"')], meta: { links: { next: 'bmV4dA==', prev: '' } } },
        },
        {
          request: `GET ${records}?cursor=bmV4dA==&per_page=500`,
          answer: { records: [item('2', 'TXT', '', '"t\\"wo"'), item('3', 'MX', '', 'mail', 10)], meta: last },
        },
      ]),
      (service) => service.list({}),
    );
    assert.deepEqual(
      listed.map(({ id, name, content, priority }) => [id, name, content, priority]),
      [
        ['1', 'example.com', 'one', undefined],
        ['2', 'example.com', 't"wo', undefined],
        ['3', 'example.com', 'mail', 10],
      ],
    );
  });

  it('updates name and data, and the TTL where one was asked for, the usual one too', async () => {
    const patch = (body: object): Exchange => ({ request: `PATCH ${records}/7`, body, status: 204 });
    await withExchanges(
      play([patch({ name: 'a', data: '"x"' }), patch({ name: 'a', data: '"x"', ttl: 3600 })]),
      async (service) => {
        await service.update('7', { type: 'TXT', name: 'a', content: 'x' });
        await service.update('7', { type: 'TXT', name: 'a', content: 'x', ttl: 3600 });
      },
    );
  });

  it('removes one of two values and leaves the other', async () => {
    const both = [item('1', 'TXT', '_acme-challenge', '"a"'), item('2', 'TXT', '_acme-challenge', '"b"')];
    await withExchanges(
      play([
        { request: `GET ${records}`, answer: { records: both, meta: last } },
        { request: `DELETE ${records}/2`, status: 204 },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'b' }]),
    );
  });

  it('says that the key was refused, in the words of the API', async () => {
    const refusal: Exchange = { ...zones, status: 401, answer: { error: 'Unauthorized IP address', status: 401 } };
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [refusal] }, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION') && /Unauthorized IP address/.test(error.message),
    );
  });
});
