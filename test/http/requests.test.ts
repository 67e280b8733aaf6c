import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHttpClient } from '../../core/http/client.js';
import type { Dispatcher } from '../../core/http/dispatcher.js';
import { anything, type HttpDefaults, isFailure, silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';

/** What a client sends, with the answers that it gets in turn; the last one for ever. */
function open(defaults: HttpDefaults, ...answers: { status: number; body?: string }[]) {
  const sent: { line: string; headers: Record<string, string>; body: string }[] = [];
  const events: unknown[] = [];
  const opened = performance.now();
  const dispatcher = answeringDispatcher(({ method, url: target, headers, body }) => {
    sent.push({ line: `${method} ${target.pathname}${target.search}`, headers, body });
    const { status, body: text = '{}' } = answers[Math.min(sent.length, answers.length) - 1] ?? { status: 200 };
    return { status, headers: {}, body: text };
  });
  const options = {
    dispatcher,
    log: silentLogger,
    userAgent: 'agent/1',
    retry: { attempts: 3, firstPauseMs: 0, longestPauseMs: 1000 },
    onRequest: ({ durationMs, ...event }: { durationMs: number }) =>
      void events.push({ ...event, done: durationMs >= 0 && durationMs <= Math.ceil(performance.now() - opened) }),
  };
  return {
    api: createHttpClient(options).extend({ baseUrl: 'https://api.example.com/v1', ...defaults }),
    sent,
    events,
  };
}

describe('a client', () => {
  it('sends each method with its body, and no body where there is none', async () => {
    const { api, sent } = open({});
    await api.get('/a', anything);
    await api.post('/b', anything, { b: 1 });
    await api.put('/c', anything, { c: 1 });
    await api.patch('/d', anything, { d: 1 });
    await api.delete('/e');
    await api.post('/f', anything);
    assert.deepEqual(
      sent.map(({ line, body, headers }) => [line, body, headers['content-type']]),
      [
        ['GET /v1/a', '', undefined],
        ['POST /v1/b', '{"b":1}', 'application/json'],
        ['PUT /v1/c', '{"c":1}', 'application/json'],
        ['PATCH /v1/d', '{"d":1}', 'application/json'],
        ['DELETE /v1/e', '', undefined],
        ['POST /v1/f', '', undefined],
      ],
    );
  });

  it('adds headers and queries up, the nearest last', async () => {
    const { api, sent } = open({ headers: { 'X-One': 'client', 'X-Two': 'client' }, query: { a: 1, b: undefined } });
    const more = api
      .extend({ headers: { 'X-Two': 'more' }, query: { c: 2 } })
      .extend({ query: new URLSearchParams('d=3') });
    await more.get('/x?first=0', anything, {
      headers: { 'User-Agent': 'mine', 'X-Three': 'request' },
      query: { a: 4 },
    });
    const headers = sent[0]?.headers ?? {};
    assert.equal(sent[0]?.line, 'GET /v1/x?first=0&a=1&c=2&d=3&a=4');
    assert.deepEqual(
      ['x-one', 'x-two', 'x-three', 'user-agent', 'accept'].map((name) => headers[name]),
      ['client', 'more', 'request', 'mine', 'application/json'],
    );
  });

  it('says what it takes only where that is JSON, and who it is', async () => {
    const table: readonly [HttpDefaults, accept: string | undefined, authorization: string | undefined][] = [
      [{}, 'application/json', undefined],
      [{ responseFormat: 'json', bearer: 'token' }, 'application/json', 'Bearer token'],
      [{ responseFormat: 'text', basic: { username: 'u', password: 'p:w' } }, undefined, 'Basic dTpwOnc='],
      [{ responseFormat: 'xml' }, undefined, undefined],
    ];
    for (const [defaults, accept, authorization] of table) {
      const { api, sent } = open(defaults);
      await api.get('/', anything);
      const headers = sent[0]?.headers ?? {};
      assert.deepEqual(
        [headers.accept, headers.authorization, headers['user-agent']],
        [accept, authorization, 'agent/1'],
      );
    }
  });

  it('tries again what may be done twice, and nothing else', async () => {
    const table: readonly [method: 'GET' | 'POST' | 'PATCH', status: number, defaults: HttpDefaults, tries: number][] =
      [
        ['GET', 500, {}, 3],
        ['GET', 500, { repeatable: false }, 1],
        ['GET', 400, {}, 1],
        // What has changed meanwhile must be read anew first.
        ['GET', 412, {}, 1],
        ['POST', 500, {}, 1],
        ['POST', 500, { repeatable: true }, 3],
        ['PATCH', 500, {}, 1],
        // A service that says so has not acted.
        ['POST', 503, {}, 3],
        ['POST', 429, {}, 3],
        ['GET', 429, { repeatable: false }, 3],
      ];
    for (const [method, status, defaults, tries] of table) {
      const { api, sent } = open(defaults, { status });
      await assert.rejects(api.send(method, '/x'), (error) => isFailure(error) && error.status === status);
      assert.equal(sent.length, tries, `${method} ${status} ${JSON.stringify(defaults)}`);
    }
  });

  it('renews credentials once, and only where a 401 says that they are old', async () => {
    const table: readonly [
      renewed: boolean,
      statuses: readonly number[],
      asked: number,
      sentTimes: number,
      ok: boolean,
    ][] = [
      [true, [401, 200], 1, 2, true],
      [true, [401, 401, 200], 1, 2, false],
      [false, [401, 200], 1, 1, false],
      [true, [403, 200], 0, 1, false],
      [true, [200], 0, 1, true],
    ];
    for (const [renewed, statuses, asked, sentTimes, ok] of table) {
      let renewals = 0;
      const renew = async () => {
        renewals += 1;
        return renewed;
      };
      const { api, sent } = open({ renew }, ...statuses.map((status) => ({ status })));
      const outcome = await api.get('/x', anything).then(
        () => true,
        (error) => !isFailure(error, 'AUTHENTICATION'),
      );
      assert.deepEqual([renewals, sent.length, outcome], [asked, sentTimes, ok], String(statuses));
    }
  });

  it('tells of each attempt, with the status where one came', async () => {
    const { api, events } = open({}, { status: 502 }, { status: 204, body: '' });
    assert.equal((await api.send('PUT', '/x')).ok, true);
    const host = 'api.example.com';
    assert.deepEqual(events, [
      { method: 'PUT', host, status: 502, done: true },
      { method: 'PUT', host, status: 204, done: true },
    ]);
    await assert.doesNotReject(async () => api.hide('something'));
  });

  it('holds 200 to 299 for good unless the provider says otherwise', async () => {
    for (const [status, ok] of [
      [199, false],
      [200, true],
      [299, true],
      [300, false],
      [304, false],
    ] as const) {
      const request = async () => ({ status, headers: {}, body: Buffer.alloc(0) });
      const dispatcher = { request } as unknown as Dispatcher;
      const client = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test' });
      const outcome = await client.get('https://api.example.com/', anything).then(
        () => true,
        () => false,
      );
      assert.equal(outcome, ok, String(status));
    }
  });
});
