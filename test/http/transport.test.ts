import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Dispatcher } from '../../core/http/dispatcher.js';
import { createHttpClient } from '../../core/http/index.js';
import { destinationOf, neverSent, sendOnce } from '../../core/http/transport.js';
import { anything, Failure, type HttpDefaults, isFailure, silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../recordings/dispatcher.js';

const never = new AbortController().signal;
const url = new URL('https://user:pass@api.example.com:8443/v1/zones?key=secret#part');

type Given = { status?: number; headers?: Record<string, string | string[] | undefined>; chunks?: string[] };

/** A dispatcher that answers, or fails, without any network. */
function dispatcherOf(answer: () => Given | Promise<Given>): Dispatcher {
  const request = async () => {
    const { status = 200, headers = {}, chunks = [] } = await answer();
    return { statusCode: status, headers, body: chunks.map((chunk) => Buffer.from(chunk)) };
  };
  return { request } as unknown as Dispatcher;
}

function coded(code: string, message = ''): Error {
  return Object.assign(new Error(message), { code });
}

async function send(answer: () => Given | Promise<Given>, signal = never, timeoutMs = 5000) {
  return sendOnce({ method: 'GET', url, headers: {}, body: undefined }, dispatcherOf(answer), timeoutMs, signal);
}

async function failureOf(error: unknown): Promise<Failure> {
  const sent = send(() => {
    throw error;
  });
  return sent.then(
    () => assert.fail('it should have failed'),
    (failure) => (isFailure(failure) ? failure : assert.fail(String(failure))),
  );
}

describe('a request that is sent once', () => {
  it('gives back status, headers in lower case, each cookie, and the whole text', async () => {
    const headers = { 'X-One': 'a', 'x-two': ['b', 'c'], 'x-none': undefined, 'set-cookie': ['d=1', 'e=2'] };
    const split = [...Buffer.from('ü')].map((byte) => Buffer.from([byte]));
    const body = { statusCode: 404, headers, body: [Buffer.from('gr'), ...split, Buffer.from('n')] };
    const dispatcher = { request: async () => body } as unknown as Dispatcher;
    const request = { method: 'GET', url, headers: {}, body: undefined } as const;
    assert.deepEqual(await sendOnce(request, dispatcher, 5000, never), {
      status: 404,
      text: 'grün',
      headers: { 'x-one': 'a', 'x-two': 'b, c', 'set-cookie': 'd=1, e=2' },
      cookies: ['d=1', 'e=2'],
    });
    assert.deepEqual((await send(() => ({ headers: { 'set-cookie': 'f=3' } }))).cookies, ['f=3']);
    assert.deepEqual((await send(() => ({}))).cookies, []);
  });

  it('goes to the path with its query, and no further', () => {
    assert.deepEqual(destinationOf(url), { origin: 'https://api.example.com:8443', path: '/v1/zones?key=secret' });
  });

  it('tells the innermost reason, and whether the server can have seen the request', async () => {
    const table: readonly [error: unknown, words: string, unseen: boolean][] = [
      [coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'), 'connect ECONNREFUSED 127.0.0.1:1', true],
      [coded('ENOTFOUND', 'getaddrinfo ENOTFOUND x'), 'getaddrinfo ENOTFOUND x', true],
      [coded('EAI_AGAIN'), 'EAI_AGAIN', true],
      [coded('EHOSTUNREACH'), 'EHOSTUNREACH', true],
      [coded('ENETUNREACH'), 'ENETUNREACH', true],
      [coded('UND_ERR_CONNECT_TIMEOUT'), 'UND_ERR_CONNECT_TIMEOUT', true],
      [coded('ECONNRESET', 'read ECONNRESET'), 'read ECONNRESET', false],
      [coded('UND_ERR_SOCKET', 'other side closed'), 'other side closed', false],
      [new AggregateError([coded('ECONNREFUSED', 'first'), coded('ECONNRESET', 'second')]), 'first', true],
      [new AggregateError([coded('ECONNRESET', 'first'), coded('ECONNREFUSED', 'second')]), 'first', false],
      [new AggregateError([], 'of nothing'), 'of nothing', false],
      [new Error('', { cause: coded('ECONNRESET', 'below') }), 'below', false],
      [new TypeError(''), 'TypeError', false],
      ['thrown as a text', 'thrown as a text', false],
      [undefined, 'undefined', false],
    ];
    for (const [error, words, unseen] of table) {
      const failure = await failureOf(error);
      assert.equal(failure.code, 'NETWORK');
      assert.equal(failure.message, `cannot reach api.example.com:8443: ${words}`);
      assert.equal(failure.place, 'https://api.example.com:8443/v1/zones');
      assert.equal(neverSent(failure), unseen, words);
    }
    const own = await failureOf(new Failure('RESPONSE', 'of our own'));
    assert.deepEqual(
      [own.code, own.message, own.place],
      ['RESPONSE', 'of our own', 'https://api.example.com:8443/v1/zones'],
    );
  });

  it('tells who stopped it from a server that does not answer', async () => {
    const rejecting = async (): Promise<Given> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw new Error('stopped');
    };
    await assert.rejects(send(rejecting, AbortSignal.abort()), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(send(rejecting, AbortSignal.abort(), 1), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(
      send(rejecting, never, 1),
      (error) => isFailure(error, 'TIMEOUT') && error.message === 'api.example.com:8443 did not answer within 0.001 s',
    );
  });
});

/** What a client sends, with the answers that it gets in turn; the last one for ever. */
function open(defaults: HttpDefaults, ...answers: { status: number; body?: string }[]) {
  const sent: { line: string; headers: Record<string, string>; body: string }[] = [];
  const events: unknown[] = [];
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
      void events.push({ ...event, done: durationMs >= 0 }),
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
      const dispatcher = dispatcherOf(() => ({ status }));
      const client = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test' });
      const outcome = await client.get('https://api.example.com/', anything).then(
        () => true,
        () => false,
      );
      assert.equal(outcome, ok, String(status));
    }
  });
});
