import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://www.cloudxns.net/api2';
const login = { login_token: 'key,secret', format: 'json' };
const done = { code: 1, message: 'success' };
const zones: Exchange = {
  request: `GET ${base}/domain`,
  body: login,
  answer: { ...done, data: [{ id: '9', domain: 'example.com.' }] },
};

const play = playing('cloudxns', { username: 'key', token: 'secret' }, zones);

function page(offset: number, total: number, data: readonly object[]): Exchange {
  const request = `GET ${base}/record/9?host_id=0&offset=${offset}&row_num=2000`;
  return { request, body: login, answer: { ...done, total: String(total), data } };
}

function item(id: string, content: string) {
  return { record_id: id, type: 'TXT', host: '_acme-challenge', value: `"${content}"`, ttl: '600', mx: null };
}

describe('cloudxns', () => {
  it('signs key, address, body and date with the secret', async () => {
    let date = '';
    const headers = {
      'api-key': 'key',
      'api-request-date': (value: string) => {
        date = value;
        return !Number.isNaN(Date.parse(value));
      },
      'api-hmac': (value: string) =>
        value ===
        createHash('md5')
          .update(`key${base}/domain${JSON.stringify(login)}${date}secret`)
          .digest('hex'),
    };
    await withExchanges({ ...play([]), exchanges: [{ ...zones, headers }] }, (service) => service.findZone());
  });

  it('creates, and takes code 34 for success', async () => {
    const common = { domain_id: '9', line_id: 1, ttl: 600, ...login };
    const text = { ...common, host: '_acme-challenge', value: 'token', type: 'TXT' };
    const mail = { ...common, host: '@', value: 'mail.example.com', type: 'MX', mx: 10 };
    await withExchanges(
      play([
        { request: `POST ${base}/record`, body: text, answer: done },
        { request: `POST ${base}/record`, body: mail, status: 400, answer: { code: 34, message: 'exists' } },
      ]),
      async (service) => {
        await service.create({ type: 'TXT', name: '_acme-challenge', content: 'token', ttl: 600 });
        await service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 600 });
      },
    );
  });

  it('reads all pages, TXT without quotes', async () => {
    const listed = await withExchanges(
      play([page(0, 2, [item('1', 'one')]), page(1, 2, [item('2', 'two')])]),
      (service) => service.list({ type: 'TXT', name: '_acme-challenge' }),
    );
    assert.deepEqual(
      listed.map(({ id, content, ttl }) => [id, content, ttl]),
      [
        ['1', 'one', 600],
        ['2', 'two', 600],
      ],
    );
  });

  it('updates by id', async () => {
    const body = { domain_id: '9', host: 'b', value: 'new', type: 'TXT', ttl: 600, ...login };
    await withExchanges(play([{ request: `PUT ${base}/record/1`, body, answer: done }]), (service) =>
      service.update('1', { type: 'TXT', name: 'b', content: 'new', ttl: 600 }),
    );
  });

  it('removes one of two values and leaves the other', async () => {
    await withExchanges(
      play([
        page(0, 2, [item('1', 'one'), item('2', 'two')]),
        { request: `DELETE ${base}/record/1/9`, body: login, answer: done },
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: '_acme-challenge', content: 'one' }]),
    );
  });

  it('gives the words of the API for what it refuses', async () => {
    const answer = { code: 5, message: 'no such domain' };
    await assert.rejects(
      withExchanges(play([{ request: `DELETE ${base}/record/1/9`, body: login, answer }]), (service) =>
        service.remove('1', {}),
      ),
      (error) => isFailure(error, 'API') && /no such domain/.test(error.message) && error.serviceCode === '5',
    );
  });
});
