import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { boundAnswer, boundConnections } from '../../core/status/connections.js';
import { listenForReaders, urlOf } from '../../core/status/server.js';
import { notingLogger } from '../issuance/noting-logger.js';
import { httpRequest } from '../lab/index.js';

const guards = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
const words = 'text/plain; charset=utf-8';

it('each answer is whole, with what keeps browsers from misusing it', async (context) => {
  const logged: string[] = [];
  const listener = await listenForReaders({
    listen: { host: '127.0.0.1', port: 0 },
    routes: {
      '/': async (query) => ({ status: 200, type: 'text/x', body: `ü ${query}`, headers: { 'x-own': '1' } }),
      '/bad': () => Promise.reject(new Error('secret')),
    },
    hosts: () => [],
    log: notingLogger(logged),
  });
  context.after(() => listener.close());
  const own = { 'x-own': '1' };
  const table: readonly [path: string, method: string, status: number, type: string, body: string, more?: object][] = [
    ['/?a=1&b=2', 'GET', 200, 'text/x', 'ü a=1&b=2', own],
    ['/?a=1?b', 'GET', 200, 'text/x', 'ü a=1', own],
    ['/?', 'HEAD', 200, 'text/x', '', { ...own, 'content-length': '3' }],
    ['/bad', 'GET', 500, words, 'the status cannot be read; the log tells why\n'],
    ['/none', 'GET', 404, words, 'not found\n'],
    ['/', 'PUT', 405, words, 'only GET and HEAD\n', { allow: 'GET, HEAD' }],
  ];
  for (const [path, method, status, type, text, more = {}] of table) {
    const { headers, ...found } = await httpRequest(`${listener.url}${path}`, { method });
    assert.deepEqual(found, { status, body: text }, path);
    const { date: _, connection: __, 'keep-alive': ___, ...kept } = headers;
    const length = `${Buffer.byteLength(text)}`;
    assert.deepEqual({ ...kept }, { ...guards, 'content-type': type, 'content-length': length, ...more }, path);
  }
  assert.deepEqual(logged, ['error status.failed']);
  const { port } = new URL(listener.url);
  await assert.rejects(
    listenForReaders({
      listen: { host: '127.0.0.1', port: +port },
      routes: {},
      hosts: () => [],
      log: notingLogger([]),
    }),
    {
      code: 'CONFIG',
      place: 'STATUS_LISTEN',
      message: new RegExp(`^the status page .* 127\\.0\\.0\\.1:${port}: .*EADDRINUSE`),
    },
  );
});

it('an address of IPv6 stands in brackets', () => {
  assert.equal(urlOf({ family: 'IPv6', address: '::1', port: 80 }), 'http://[::1]:80');
  assert.equal(urlOf({ family: 'IPv4', address: '127.0.0.1', port: 81 }), 'http://127.0.0.1:81');
});

it('the longest open connection ends for one too many, and those that are over count no longer', () => {
  const server = new EventEmitter();
  const ended: string[] = [];
  const connect = (name: string) => {
    const socket = Object.assign(new EventEmitter(), { destroy: () => ended.push(name) });
    server.emit('connection', socket);
    return socket;
  };
  boundConnections(server as Server, 2);
  const [a, b] = [connect('a'), connect('b')];
  b.emit('close');
  connect('c');
  assert.deepEqual(ended, []);
  connect('d');
  assert.deepEqual(ended, ['a']);
  a.emit('close');
  connect('e');
  assert.deepEqual(ended, ['a', 'c']);
});

describe('an answer that nobody fetches', () => {
  function play() {
    const told: string[] = [];
    const response = Object.assign(new EventEmitter(), { destroy: () => told.push('destroyed') });
    return { told, response: response as unknown as ServerResponse };
  }

  it('is dropped in the end, one that is fetched is not, and neither keeps the program from ending', (context) => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    boundAnswer(play().response, 60_000);
    assert.equal(timers(), before);
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const [late, fetched, usual] = [play(), play(), play()];
    boundAnswer(late.response, 50);
    boundAnswer(fetched.response, 50);
    boundAnswer(usual.response);
    fetched.response.emit('close');
    context.mock.timers.tick(50);
    assert.deepEqual([late.told, fetched.told, usual.told], [['destroyed'], [], []]);
    context.mock.timers.tick(29_950);
    assert.deepEqual(usual.told, ['destroyed']);
  });
});
