import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { z } from 'zod';
import { createHttpClient } from '../../core/http/client.js';
import { createDispatcher, type Dispatcher } from '../../core/http/dispatcher.js';
import { withSignal } from '../../core/sdk/ambient-signal.js';
import { describeFailure, type Failure, type HttpClient, isFailure, silentLogger } from '../../core/sdk/index.js';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** What goes wrong with an API, once each, on the client that all providers share. */
describe('the HTTP client', () => {
  const servers: Server[] = [];
  const dispatchers: Dispatcher[] = [];
  let seen: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[] = [];
  afterEach(async () => {
    for (const dispatcher of dispatchers.splice(0)) await dispatcher.destroy();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function clientOf(answers: Answer | readonly Answer[]): Promise<HttpClient> {
    const queue = typeof answers === 'function' ? undefined : [...answers];
    seen = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
        const answer = queue === undefined ? (answers as Answer) : queue.shift();
        if (answer === undefined) response.writeHead(500).end();
        else answer(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    const retry = { attempts: 4, firstPauseMs: 1, longestPauseMs: 5000 };
    const dispatcher = createDispatcher({ env: {} });
    dispatchers.push(dispatcher);
    const client = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
    return client.extend({ baseUrl: `http://127.0.0.1:${port}/v1`, bearer: 'the-secret-token' });
  }

  function json(status: number, data: unknown, headers: Record<string, string> = {}): Answer {
    return (_request, response) =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(data));
  }

  async function failureOf(work: Promise<unknown>): Promise<Failure> {
    try {
      await work;
    } catch (error) {
      assert.ok(isFailure(error), String(error));
      assert.doesNotMatch(describeFailure(error), /the-secret-token/);
      return error;
    }
    return assert.fail('it should have failed');
  }

  const Zone = z.object({ id: z.number() });

  it('asks again after a 500 only by methods that may be repeated', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'] as const) {
      const api = await clientOf([json(500, {}), json(200, {})]);
      const isRepeated = method !== 'POST' && method !== 'PATCH';
      if (isRepeated) await api.send(method, '/zones');
      else await assert.rejects(api.send(method, '/zones'), (error) => isFailure(error, 'SERVER'));
      assert.equal(seen.length, isRepeated ? 2 : 1, method);
    }
  });

  it('reads no more of an answer than 8 MiB', async () => {
    const api = await clientOf((_request, response) => void response.writeHead(200).end('x'.repeat(9 * 1024 * 1024)));
    const failure = await failureOf(api.get('/zones', Zone));
    assert.equal(failure.code, 'RESPONSE');
    assert.match(failure.message, /longer than 8 MiB/);
  });

  it('401: the credentials were refused, in the words of the API', async () => {
    const api = await clientOf(json(401, { message: 'bad token' }));
    const failure = await failureOf(api.get('/zones', Zone, { query: { key: 'secret-in-query' } }));
    assert.equal(failure.code, 'AUTHENTICATION');
    assert.match(
      describeFailure(failure),
      /^the credentials or their rights were refused: bad token \(http:\/\/127\.0\.0\.1:\d+\/v1\/zones, HTTP 401\)\. Check the credentials and what they are allowed to do$/,
    );
    assert.equal(seen.length, 1);
  });

  it('401 once, with credentials that can be renewed', async () => {
    const api = await clientOf([json(401, {}), json(200, { id: 1 })]);
    assert.deepEqual(await api.get('/zones', Zone, { renew: async () => true }), { id: 1 });
  });

  it('403 with the words where some APIs hide them', async () => {
    const api = await clientOf(json(403, { errors: [{ code: 9109, message: 'zone not allowed' }] }));
    const failure = await failureOf(api.post('/zones', Zone, { a: 1 }));
    assert.equal(failure.code, 'AUTHENTICATION');
    assert.match(failure.message, /zone not allowed/);
  });

  it('404', async () => {
    const api = await clientOf(json(404, { error: 'no such record' }));
    const failure = await failureOf(api.delete('/records/1'));
    assert.equal(failure.code, 'RECORD_NOT_FOUND');
    assert.equal(failure.message, 'not found: no such record');
  });

  it('429 with Retry-After is waited for, also for a POST', async () => {
    const api = await clientOf([json(429, {}, { 'retry-after': '0' }), json(200, { id: 2 })]);
    assert.deepEqual(await api.post('/zones', Zone, {}), { id: 2 });
    assert.equal(seen.length, 2);
  });

  it('429 with a long Retry-After is left to the scheduler', async () => {
    const api = await clientOf(json(429, { message: 'slow down' }, { 'retry-after': '3600' }));
    const failure = await failureOf(api.get('/zones', Zone));
    assert.equal(failure.code, 'RATE_LIMITED');
    assert.equal(failure.retryAfterMs, 3_600_000);
    assert.match(describeFailure(failure), /^too many requests: slow down .*Try again later$/);
    assert.equal(seen.length, 1);
  });

  it('500 twice, then 200', async () => {
    const api = await clientOf([json(500, {}), json(502, {}), json(200, { id: 3 })]);
    assert.deepEqual(await api.get('/zones', Zone), { id: 3 });
    assert.equal(seen.length, 3);
  });

  it('500 on a POST is not repeated, unless that is harmless', async () => {
    const once = await clientOf([json(500, { message: 'broken' }), json(200, { id: 4 })]);
    const failure = await failureOf(once.post('/zones', Zone, {}));
    assert.equal(failure.code, 'SERVER');
    assert.equal(failure.message, 'the service failed: broken');
    const twice = await clientOf([json(500, {}), json(200, { id: 4 })]);
    assert.deepEqual(await twice.post('/zones', Zone, {}, { repeatable: true }), { id: 4 });
  });

  it('500 for ever gives up', async () => {
    const api = await clientOf(json(500, {}));
    assert.equal((await failureOf(api.get('/zones', Zone))).code, 'SERVER');
    assert.equal(seen.length, 4);
  });

  it('malformed JSON', async () => {
    const api = await clientOf((_request, response) => void response.writeHead(200).end('{"id": '));
    const failure = await failureOf(api.get('/zones', Zone));
    assert.equal(failure.code, 'RESPONSE');
    assert.equal(failure.message, 'the answer cannot be understood: it is malformed');
  });

  it('HTML instead of JSON', async () => {
    const api = await clientOf(
      (_request, response) => void response.writeHead(200).end('<!DOCTYPE html><title>Sign in</title>'),
    );
    const failure = await failureOf(api.get('/zones', Zone));
    assert.equal(failure.message, 'the answer cannot be understood: it is an HTML page');
    assert.match(describeFailure(failure), /Check the API URL/);
  });

  it('JSON of another form names the field', async () => {
    const api = await clientOf(json(200, { id: 'x' }));
    assert.match((await failureOf(api.get('/zones', Zone))).message, /^the answer cannot be understood: "id": /);
  });

  it('a server that hangs', async () => {
    const api = await clientOf(() => {});
    const failure = await failureOf(api.post('/zones', Zone, {}, { timeoutMs: 50 }));
    assert.equal(failure.code, 'TIMEOUT');
    assert.match(failure.message, /^127\.0\.0\.1:\d+ did not answer within 0\.05 s$/);
  });

  it('a server that hangs, and somebody who does not want to wait', async () => {
    const stop = new AbortController();
    const api = await clientOf(() => stop.abort());
    const failure = await failureOf(withSignal(stop.signal, () => api.get('/zones', Zone)));
    assert.equal(failure.code, 'ABORTED');
  });

  it('a connection that closes early is tried again where that is safe', async () => {
    const api = await clientOf([(request) => void request.socket.destroy(), json(200, { id: 5 })]);
    assert.deepEqual(await api.get('/zones', Zone), { id: 5 });
    const unsafe = await clientOf([(request) => void request.socket.destroy(), json(200, { id: 5 })]);
    const failure = await failureOf(unsafe.post('/zones', Zone, {}));
    assert.equal(failure.code, 'NETWORK');
    assert.match(
      describeFailure(failure),
      /^cannot reach 127\.0\.0\.1:\d+: .*Check the address of the server, the network and the proxy settings$/,
    );
    assert.equal(seen.length, 1);
  });

  it('a credential that no header can carry is a matter of the configuration, and not sent', async () => {
    const api = await clientOf(json(200, { id: 5 }));
    for (const key of ['“pasted”', 'two\nlines', 'zero\u200bwidth']) {
      const failure = await failureOf(api.get('/zones', Zone, { headers: { 'X-Api-Key': key } }));
      assert.equal(failure.code, 'CONFIG');
      assert.match(failure.message, /"x-api-key" for 127\.0\.0\.1:\d+/);
      assert.doesNotMatch(describeFailure(failure), /pasted|lines|width|network/);
    }
    assert.equal(seen.length, 0);
  });

  it('an error inside a 200, as explained by the provider', async () => {
    const api = await clientOf(json(200, { status: 'error', text: 'no credit' }));
    const explaining = api.extend({
      explain: ({ data }) =>
        (data as { status?: string }).status === 'error'
          ? { code: 'API', message: (data as { text: string }).text }
          : undefined,
    });
    assert.equal((await failureOf(explaining.get('/zones', Zone))).message, 'the request was refused: no credit');
  });

  it('sends forms, JSON and XML, signs what it sends, and adds queries up', async () => {
    const api = await clientOf((_request, response) => void response.writeHead(200).end('{"id":1}'));
    const signing = api.extend({
      query: { a: 1 },
      sign: (request) => {
        request.headers['x-signature'] = `${request.method} ${request.url.search} ${request.body}`;
      },
    });
    await signing.post('/f', Zone, { b: 'c d', left: undefined }, { bodyFormat: 'form', query: { e: true } });
    await signing.put('/x', Zone, { root: { '@id': '1', '#text': 'a<b' } }, { bodyFormat: 'xml' });
    assert.equal(seen[0]?.url, '/v1/f?a=1&e=true');
    assert.equal(seen[0]?.body, 'b=c+d');
    assert.equal(seen[0]?.headers['x-signature'], 'POST ?a=1&e=true b=c+d');
    assert.equal(seen[0]?.headers.authorization, 'Bearer the-secret-token');
    assert.match(seen[1]?.body ?? '', /<root id="1">a&lt;b<\/root>$/);
  });

  it('reads XML as data', async () => {
    const api = await clientOf((_request, response) => void response.writeHead(200).end('<r><item n="1">a</item></r>'));
    const Answer = z.object({ r: z.object({ item: z.array(z.object({ '@n': z.string(), '#text': z.string() })) }) });
    const { r } = await api.get('/x', Answer, { responseFormat: 'xml', xmlLists: ['item'] });
    assert.deepEqual(r.item, [{ '@n': '1', '#text': 'a' }]);
  });
});
