import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { decode, encode } from 'dns-packet';
import { exchangeHttps } from '../../core/dns/https.js';
import { lookupTxt } from '../../core/dns/lookups.js';
import { createResolver } from '../../core/dns/resolver.js';
import { formatServerAddress, parseServerAddress } from '../../core/dns/server-address.js';
import { createDispatcher, type Dispatcher } from '../../core/http/dispatcher.js';
import { isFailure } from '../../core/sdk/index.js';
import { createAuthority, createTempDir, missing, type TempDir } from '../lab/index.js';

interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly contentType: string | undefined;
  readonly message: Buffer;
}

interface Reply {
  readonly status?: number;
  readonly type?: string;
  readonly body?: Buffer;
}

describe('resolvers over HTTPS', { skip: missing('openssl') }, () => {
  const seen: Seen[] = [];
  let reply: (message: Buffer) => Reply | undefined = () => undefined;
  let directory: TempDir;
  let dispatcher: Dispatcher;
  let url = '';
  let stop = () => {};

  before(async () => {
    directory = await createTempDir('doh');
    const authority = await createAuthority(directory.path, 'Lab CA of DNS over HTTPS');
    const { certFile, keyFile } = await authority.issue(['localhost', '127.0.0.1']);
    const server = createServer(
      { cert: await readFile(certFile), key: await readFile(keyFile) },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const message = Buffer.concat(chunks);
          seen.push({
            method: request.method,
            path: request.url,
            contentType: request.headers['content-type'],
            message,
          });
          const answer = reply(message);
          if (answer === undefined) return;
          response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/dns-message' });
          response.end(answer.body);
        });
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `https://localhost:${(server.address() as AddressInfo).port}/dns-query`;
    dispatcher = createDispatcher({ caBundle: authority.caFile, env: {} });
    stop = () => {
      server.closeAllConnections();
      server.close();
    };
  });
  after(async () => {
    await dispatcher.destroy();
    stop();
    await directory.remove();
  });

  function ask(signal = new AbortController().signal) {
    const resolver = createResolver({ servers: [parseServerAddress(url)], dispatcher, attempts: 1 });
    return lookupTxt(resolver, 'example.com', signal);
  }

  function answerTxt(message: Buffer, ...values: string[]): Buffer {
    const { id = 0, questions = [] } = decode(message);
    return encode({
      type: 'response',
      id,
      questions,
      answers: [{ type: 'TXT', name: 'example.com', ttl: 60, data: values }],
    });
  }

  test('are asked by POST with a DNS message of id 0, under roots of the bundle', async () => {
    seen.length = 0;
    reply = (message) => ({ body: answerTxt(message, 'over https') });
    assert.deepEqual(await ask(), ['over https']);
    const [request] = seen;
    assert.deepEqual(
      [request?.method, request?.path, request?.contentType],
      ['POST', '/dns-query', 'application/dns-message'],
    );
    assert.deepEqual([decode(request?.message ?? Buffer.alloc(0)).id, seen.length], [0, 1]);
  });

  test('may write the type of what they answer in other letters', async () => {
    reply = (message) => ({ type: 'Application/DNS-Message', body: answerTxt(message, 'loud') });
    assert.deepEqual(await ask(), ['loud']);
  });

  test('are named with what broke, also where that is no error', async () => {
    for (const thrown of [new Error('it broke'), 'it broke']) {
      const broken = { request: () => Promise.reject(thrown) } as unknown as Dispatcher;
      const server = { ...parseServerAddress(url), url };
      const { signal } = new AbortController();
      await assert.rejects(
        exchangeHttps(server, broken, Buffer.alloc(12), (answer) => answer, 1, signal),
        (error) => isFailure(error, 'NETWORK') && error.message === `${url} cannot be reached: it broke`,
      );
    }
  });

  test('that answer anything else are taken for silent, and named', async () => {
    const replies: Record<string, (message: Buffer) => Reply> = {
      'HTTP 503': () => ({ status: 503 }),
      'no DNS message': () => ({ type: 'text/html', body: Buffer.from('<p>captive portal') }),
      'DNS message for this': () => ({ body: Buffer.from('x') }),
      'more than a DNS message can hold': () => ({ body: Buffer.alloc(70_000) }),
    };
    for (const [words, answer] of Object.entries(replies)) {
      reply = answer;
      await assert.rejects(ask(), (error) => {
        return (
          isFailure(error, 'DNS') &&
          error.message.includes(words) &&
          error.place === url &&
          error.serviceCode === undefined
        );
      });
    }
  });

  test('that cannot be reached or trusted are told', async () => {
    const resolver = createResolver({
      servers: [parseServerAddress('https://localhost:1/q')],
      dispatcher,
      attempts: 1,
    });
    await assert.rejects(
      lookupTxt(resolver, 'example.com', new AbortController().signal),
      /localhost:1\/q cannot be reached/,
    );
    const strict = createDispatcher({ env: {} });
    const untrusting = createResolver({ servers: [parseServerAddress(url)], dispatcher: strict, attempts: 1 });
    await assert.rejects(lookupTxt(untrusting, 'example.com', new AbortController().signal), /certificate/);
    await strict.destroy();
  });

  test('are given up when the program stops', async () => {
    reply = () => undefined;
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(ask(controller.signal), (error) => isFailure(error, 'ABORTED'));
    await assert.rejects(ask(AbortSignal.abort()), (error) => isFailure(error, 'ABORTED'));
  });
});

test('addresses of resolvers over HTTPS', () => {
  const { host, port } = parseServerAddress('https://[2001:db8::1]:8443/dns-query');
  assert.deepEqual([host, port], ['2001:db8::1', 8443]);
  for (const text of ['https://dns.example/dns-query', 'https://192.0.2.1/q?a=b']) {
    assert.equal(formatServerAddress(parseServerAddress(text)), text);
  }
  for (const wrong of ['http://dns.example/q', 'https://user@dns.example/q', 'https://', 'https://dns.example/q#f']) {
    assert.throws(
      () => parseServerAddress(wrong),
      (error) => isFailure(error, 'CONFIG'),
    );
  }
});
