import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { afterEach, describe, it } from 'node:test';
import { silentLogger } from '../../core/sdk/index.js';
import { isOwnHost } from '../../core/status/hosts.js';
import { listenForReaders, type Routes, type StatusListener } from '../../core/status/server.js';
import { waitFor } from '../lab/index.js';

const fine = async () => ({ status: 200, type: 'text/plain', body: 'fine\n' });

describe('the name in a request', () => {
  const own = [
    undefined,
    '127.0.0.1',
    '127.0.0.1:8080',
    '[::1]:8080',
    '[2001:db8::1]',
    'localhost:8080',
    'letsencrypt-dns:8080',
    'page.localhost',
    'nas.local',
    'certs.tools.svc',
    hostname(),
    'status.example.org',
    'STATUS.example.org.:8080',
  ];
  for (const host of own)
    it(`is taken: ${host}`, () => assert.ok(isOwnHost(host, ['other.example.org', 'Status.Example.org'])));

  for (const host of [
    'attacker.example',
    'attacker.example:8080',
    '127.0.0.1.attacker.example',
    '',
    'a b',
    'x@y',
    '[x]',
  ]) {
    it(`is refused: ${host}`, () => assert.ok(!isOwnHost(host, ['status.example.org'])));
  }

  it('may be any where the configuration says so', () => assert.ok(isOwnHost('attacker.example', ['*'])));
});

describe('readers of the status server', () => {
  let listener: StatusListener | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await listener?.close();
    listener = undefined;
  });

  async function start(routes: Routes, hosts: readonly string[] = []): Promise<number> {
    listener = await listenForReaders({
      listen: { host: '127.0.0.1', port: 0 },
      routes,
      hosts: () => hosts,
      log: silentLogger,
    });
    return Number(new URL(listener.url).port);
  }

  /** Sends a text and keeps what comes back. */
  async function open(port: number, text: string): Promise<{ answer: string; isClosed: boolean }> {
    const seen = { answer: '', isClosed: false };
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      seen.answer += part;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      seen.isClosed = true;
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    socket.write(text);
    return seen;
  }

  const get = (path: string, host = 'localhost') =>
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

  async function statusOf(port: number, path: string, host?: string): Promise<string> {
    const seen = await open(port, get(path, host));
    await waitFor('the answer', async () => seen.isClosed);
    return /^HTTP\/1\.1 (\d+)/.exec(seen.answer)?.[1] ?? seen.answer;
  }

  it('get nothing under a name of a stranger, whatever they ask for', async () => {
    const port = await start({ '/': fine, '/healthz': fine }, ['status.example.org']);
    for (const path of ['/', '/healthz', '/nothing']) {
      const seen = await open(port, get(path, 'attacker.example'));
      await waitFor('the answer', async () => seen.isClosed);
      assert.match(seen.answer, /^HTTP\/1\.1 421 /);
      assert.match(seen.answer, /STATUS_HOSTS/);
      assert.doesNotMatch(seen.answer, /fine/);
    }
    assert.equal(await statusOf(port, '/', 'status.example.org'), '200');
  });

  it('are not kept out by a crowd that never finishes its requests', async () => {
    const port = await start({ '/healthz': fine });
    const crowd = [];
    for (let count = 0; count < 100; count += 1) crowd.push(await open(port, 'GET /healthz HTTP/1.1\r\nHost: local'));
    assert.equal(await statusOf(port, '/healthz'), '200');
    // The first of the crowd had to go, the last may still hope.
    assert.equal(crowd[0]?.isClosed, true);
    assert.equal(crowd.at(-1)?.isClosed, false);
  });

  it('get the health, while more than enough wait for a page that does not come', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const port = await start({
      '/healthz': fine,
      '/': async () => {
        waiting += 1;
        await held;
        return fine();
      },
    });
    const readers: Awaited<ReturnType<typeof open>>[] = [];
    for (let count = 0; count < 20; count += 1) readers.push(await open(port, get('/')));
    await waitFor('the refusals', async () => readers.filter(({ isClosed }) => isClosed).length === 4);
    assert.equal(waiting, 16);
    for (const { answer } of readers.filter(({ isClosed }) => isClosed)) {
      assert.match(answer, /^HTTP\/1\.1 503 [\s\S]*retry-after: 5/i);
    }
    assert.equal(await statusOf(port, '/healthz'), '200');
    release();
    await waitFor(
      'the pages',
      async () => readers.filter(({ answer }) => answer.startsWith('HTTP/1.1 200')).length === 16,
    );
    // What has been answered counts no longer.
    assert.equal(await statusOf(port, '/'), '200');
  });

  it('do not hold up the end: neither with half a request nor with one that is not answered yet', async () => {
    let asked = false;
    const port = await start({
      '/': () => {
        asked = true;
        return new Promise(() => {});
      },
    });
    const half = await open(port, 'GET / HT');
    const whole = await open(port, get('/'));
    await waitFor('the question', async () => asked);
    await listener?.close();
    listener = undefined;
    await waitFor('the end of both', async () => half.isClosed && whole.isClosed);
    assert.equal(whole.answer, '');
  });
});
