import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../../core/sdk/index.js';
import { type Exchange, withExchanges } from '../../../core/testing/exchanges.js';
import { playing } from '../playing.js';

const base = 'https://dns.api.rackspacecloud.com/v1.0/42';
const records = `${base}/domains/7/records`;
const options = { username: 'me', apiKey: 'key', sleepTime: 0 };
const headers = { 'x-auth-token': 't1' };

function login(token: string): Exchange {
  return {
    request: 'POST https://identity.api.rackspacecloud.com/v2.0/tokens',
    body: { auth: { 'RAX-KSKEY:apiKeyCredentials': { username: 'me', apiKey: 'key' } } },
    answer: { access: { token: { id: token, tenant: { id: '42' } } } },
  };
}

const zones: Exchange = {
  request: `GET ${base}/domains?name=example.com`,
  headers,
  answer: {
    domains: [
      { id: 6, name: 'sub.example.com' },
      { id: 7, name: 'example.com' },
    ],
  },
};

const running = { jobId: 'j1', status: 'RUNNING' };

function status(answer: object): Exchange {
  return { request: `GET ${base}/status/j1?showDetails=true`, headers, answer: { ...running, ...answer } };
}

const play = playing('rackspace', options, login('t1'), zones);

describe('rackspace', () => {
  it('finds the account by logging in, and waits for the job', async () => {
    const record = { type: 'TXT', name: '_acme-challenge.example.com', data: 'a', ttl: 300 };
    await withExchanges(
      play([
        { request: `POST ${records}`, headers, body: { records: [record] }, status: 202, answer: running },
        status({}),
        status({ status: 'COMPLETED' }),
      ]),
      (service) => service.create({ type: 'TXT', name: '_acme-challenge', content: 'a', ttl: 60 }),
    );
  });

  it('takes "duplicate" for success', async () => {
    const record = { type: 'MX', name: 'example.com', data: 'mail.example.com', ttl: 300, priority: 10 };
    const fault = { message: 'Conflict', details: 'Record is a duplicate of another record', code: 409 };
    const error = { message: 'One or more items could not be created.', code: 500, failedItems: { faults: [fault] } };
    await withExchanges(
      play([
        { request: `POST ${records}`, body: { records: [record] }, status: 202, answer: running },
        status({ status: 'ERROR', error }),
      ]),
      (service) => service.create({ type: 'MX', name: '@', content: '10 mail.example.com', ttl: 300 }),
    );
  });

  it('reads all pages, then removes one of two values', async () => {
    const item = (id: string, data: string) => ({ id, type: 'TXT', name: 'a.example.com', data, ttl: 300 });
    const next = `${records}?limit=100&offset=100`;
    await withExchanges(
      play([
        {
          request: `GET ${records}?per_page=100&type=TXT&name=a.example.com`,
          answer: { records: [item('TXT-1', 'one')], links: [{ rel: 'next', href: next }] },
        },
        { request: `GET ${next}`, answer: { records: [item('TXT-2', 'two')], links: [] } },
        { request: `DELETE ${records}/TXT-2`, status: 202, answer: running },
        status({ status: 'COMPLETED' }),
      ]),
      (service) => service.removeAll([{ type: 'TXT', name: 'a', content: 'two' }]),
    );
  });

  it('waits no longer than two minutes for a job', async () => {
    const body = { records: [{ type: 'TXT', name: 'a.example.com', data: 'a', ttl: 300 }] };
    const exchanges = [login('t1'), zones, { request: `POST ${records}`, body, answer: running }, status({})];
    await assert.rejects(
      withExchanges({ ...play([]), options: { ...options, sleepTime: 200 }, exchanges }, (service) =>
        service.create({ type: 'TXT', name: 'a', content: 'a', ttl: 300 }),
      ),
      (error) => isFailure(error, 'TIMEOUT'),
    );
  });

  it('takes a job for done that has ended when it begins', async () => {
    const record = { type: 'TXT', name: 'a.example.com', data: 'a', ttl: 300 };
    const answer = { jobId: 'j1', status: 'COMPLETED' };
    await withExchanges(
      play([{ request: `POST ${records}`, body: { records: [record] }, status: 202, answer }]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'a', ttl: 300 }),
    );
  });

  it('says what became of a job', async () => {
    const put = { request: `PUT ${records}/TXT-1`, body: { type: 'TXT', name: 'b.example.com', data: 'x', ttl: 600 } };
    const failed = (error?: object): Exchange => ({
      ...put,
      answer: { ...running, status: 'ERROR', ...(error && { error }) },
    });
    const item = { message: 'Conflict', details: 'Object not found' };
    for (const [exchange, code, words] of [
      [{ ...put, answer: {} }, 'RESPONSE', /names no job/],
      [failed(), 'API', /no reason given/],
      [failed({ message: 'Bad', code: 400 }), 'API', /Bad 400/],
      [failed({ message: 'Bad', details: 'Bad' }), 'API', /do it: Bad $/],
      [
        failed({ message: 'Some', failedItems: { faults: [item] } }),
        'RECORD_NOT_FOUND',
        /Some: Conflict: Object not found/,
      ],
    ] as const)
      await assert.rejects(
        withExchanges(play([exchange]), (service) =>
          service.update('TXT-1', { type: 'TXT', name: 'b', content: 'x', ttl: 600 }),
        ),
        (error) =>
          isFailure(error, code) && !error.retryable && words.test(`${error.message} ${error.serviceCode ?? ''}`),
      );
  });

  it('removes a record in the other form where its own address is unknown', async () => {
    await withExchanges(
      play([
        { request: `DELETE ${records}/TXT-2`, status: 404, answer: { message: 'Not found', code: 404 } },
        { request: `DELETE ${records}?id=TXT-2`, status: 202, answer: { ...running, status: 'COMPLETED' } },
      ]),
      (service) => service.remove('TXT-2', {}),
    );
  });

  it('finds the zone on a later page', async () => {
    const next = `${base}/domains?name=example.com&offset=100`;
    const links = [
      { rel: 'previous', href: `${base}/domains` },
      { rel: 'next', href: next },
    ];
    const first = { ...zones, answer: { domains: [{ id: 6, name: 'sub.example.com' }], links } };
    const exchanges = [login('t1'), first, { ...zones, request: `GET ${next}` }];
    await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
  });

  it('wants to be told the account where the login names none', async () => {
    const nameless = { ...login('t1'), answer: { access: { token: { id: 't1' } } } };
    await withExchanges(
      { ...play([]), options: { ...options, account: '42' }, exchanges: [nameless, zones] },
      (service) => service.findZone(),
    );
    await assert.rejects(
      withExchanges({ ...play([]), exchanges: [nameless] }, (service) => service.findZone()),
      (error) => isFailure(error, 'CONFIG') && error.hint !== undefined,
    );
  });

  it('updates a record', async () => {
    const body = { type: 'TXT', name: 'b.example.com', data: 'x', ttl: 600 };
    await withExchanges(
      play([{ request: `PUT ${records}/TXT-1`, body, status: 202, answer: running }, status({ status: 'COMPLETED' })]),
      (service) => service.update('TXT-1', { type: 'TXT', name: 'b', content: 'x', ttl: 600 }),
    );
  });

  it('logs in again where the token has expired', async () => {
    const expired: Exchange = { ...zones, status: 401, answer: { unauthorized: { message: 'expired' } } };
    const again: Exchange = { ...zones, headers: { 'x-auth-token': 't2' } };
    const exchanges = [login('t1'), expired, login('t2'), again];
    const zone = await withExchanges({ ...play([]), exchanges }, (service) => service.findZone());
    assert.equal(zone.name, 'example.com');
  });

  it('logs in again in the midst of a write, also where the answer was lost', async () => {
    const record = { type: 'TXT', name: 'a.example.com', data: 'a', ttl: 300 };
    const post = { request: `POST ${records}`, body: { records: [record] } };
    const done = { answer: { jobId: 'j1', status: 'COMPLETED' } };
    await withExchanges(
      play([
        { ...post, headers, status: 401, answer: { unauthorized: { message: 'expired' } } },
        ...[{ ...login('t2'), status: 502 }, login('t2')],
        { ...post, headers: { 'x-auth-token': 't2' }, ...done },
      ]),
      (service) => service.create({ type: 'TXT', name: 'a', content: 'a', ttl: 300 }),
    );
  });

  it('uses a given token, and does not renew it', async () => {
    const refused: Exchange = { ...zones, status: 401, answer: { message: 'Unauthorized' } };
    const test = { provider: 'rackspace', options: { account: '42', token: 't1' }, exchanges: [refused] };
    await assert.rejects(
      withExchanges(test, (service) => service.findZone()),
      (error) => isFailure(error, 'AUTHENTICATION'),
    );
  });
});
