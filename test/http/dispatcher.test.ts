import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createHttpClient } from '../../core/http/client.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { exchange } from '../../core/http/exchange.js';
import { isFailure } from '../../core/sdk/failure.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { waitFor } from '../lab/index.js';
import { makeAuthority } from '../store/certificates.js';

const directory = mkdtempSync(join(tmpdir(), 'roots-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function bundle(text: string): string {
  const file = join(directory, 'roots.pem');
  writeFileSync(file, text);
  return file;
}

/** A certificate for `localhost` that vouches for itself, with its key. */
function selfSigned(name: string): { file: string; cert: string; key: string } {
  const [file, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', file], { stdio: 'pipe' });
  return { file, cert: readFileSync(file, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** What it answers to these, one after another, through the connections of one process. */
async function textsFrom(server: Server): Promise<readonly string[]> {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const dispatcher = createDispatcher({ env: {} });
  const options = { dispatcher, timeoutMs: 5000, signal: new AbortController().signal, peer: 'it', place: 'there' };
  const texts = [];
  for (const method of ['HEAD', 'HEAD', 'HEAD', 'HEAD', 'GET', 'HEAD', 'GET'] as const) {
    const { text } = await exchange({ method, url, headers: {} }, { ...options, longestAnswer: 1024 });
    texts.push(text);
  }
  await dispatcher.destroy();
  return texts;
}

const { chain } = makeAuthority().issue(['a.example.com']);

describe('the connections of a process', () => {
  it('name a bundle of roots that is of no use where it is given, before any request', () => {
    const garbled = chain.replace(/[A-Za-z]{20}/, '!');
    for (const text of ['', 'no certificate', garbled, chain + garbled]) {
      assert.throws(
        () => createDispatcher({ caBundle: bundle(text), env: {} }),
        (error) => isFailure(error, 'CONFIG') && error.place === 'LETSENCRYPT_CA_BUNDLE',
        text.slice(0, 80),
      );
    }
    assert.throws(
      () => createDispatcher({ caBundle: join(directory, 'missing'), env: {} }),
      (error) => isFailure(error, 'CONFIG'),
    );
  });

  it('stop waiting for who takes connections and never says a word, and let go of them, as soon as they are told', async (context) => {
    const silent = createTcpServer((socket) => socket.resume());
    context.after(() => silent.close());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    for (const env of [{}, { HTTPS_PROXY: origin }]) {
      const dispatcher = createDispatcher({ env });
      const stop = new AbortController();
      const ask = () => dispatcher.request({ origin, path: '/', method: 'GET', signal: stop.signal });
      const connected = once(silent, 'connection');
      const asked = ask();
      const [socket] = (await connected) as [Socket];
      const reason = new Error('enough');
      stop.abort(reason);
      await assert.rejects(asked, reason);
      await assert.rejects(ask(), reason);
      // Had it waited for the end of the connecting, there would be no connection any more.
      assert.equal(socket.destroyed, false);
      await dispatcher.destroy();
      // undici itself would keep it for ten seconds.
      await waitFor('the connection to go', () => socket.closed, { timeoutMs: 5000 });
    }
  });

  it('are opened by the first request, and closed whether there was one or not', async () => {
    const server = createServer((_request, response) => response.end('there'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const unused = createDispatcher({ env: {} });
    await unused.close();
    await unused.destroy();
    const dispatcher = createDispatcher({ caBundle: bundle(chain), env: {} });
    const answers = await Promise.all(
      ['/a', '/b?c=d'].map((path) => dispatcher.request({ origin: `http://127.0.0.1:${port}`, path, method: 'GET' })),
    );
    assert.deepEqual(
      answers.map(({ body }) => String(body)),
      ['there', 'there'],
    );
    await dispatcher.destroy();
    server.close();
  });

  it('lead to a socket of this machine where one is named, past any proxy', async (context) => {
    const socketPath = join(directory, 'api.sock');
    const server = createServer((request, response) => response.end(`${request.headers.host}${request.url}`));
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    const dispatcher = createDispatcher({ env: { HTTP_PROXY: 'http://127.0.0.1:1' }, connections: 1 });
    context.after(async () => {
      await dispatcher.destroy();
      server.close();
    });
    const api = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test' });
    const there = api.extend({ baseUrl: 'http://socket.invalid', responseFormat: 'text', socketPath });
    for (const path of ['/a?b=c', '/d']) assert.equal((await there.send('GET', path)).text, `socket.invalid${path}`);
    assert.equal(connections, 1);
  });

  it('are as many as somebody wants who has questions held', async () => {
    const most = 40;
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => {
      held.push(response);
      if (held.length === most) for (const each of held) each.end('all');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dispatcher = createDispatcher({ env: {}, connections: most });
    const asked = Array.from({ length: most }, () => dispatcher.request({ origin, path: '/', method: 'GET' }));
    const texts = await Promise.all(asked.map(async (each) => String((await each).body)));
    assert.equal(texts.join(''), 'all'.repeat(most));
    await dispatcher.destroy();
    server.close();
  });

  it('outlive a HEAD, as each new one costs a handshake', async (context) => {
    const server = createServer((_request, response) => response.end('there'));
    context.after(() => server.close());
    let connections = 0;
    server.on('connection', () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    assert.deepEqual(await textsFrom(server), ['', '', '', '', 'there', '', 'there']);
    // A second one where the first was still busy with the end of an answer.
    assert.ok(connections <= 2, `${connections} connections`);
  });

  it('take the body that a server sends to a HEAD for nobody’s answer', async (context) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const body = data.toString().startsWith('HEAD') ? 'HTTP/1.1 200 OK\r\n\r\n' : 'there';
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      });
    });
    context.after(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    assert.deepEqual(await textsFrom(server), ['', '', '', '', 'there', '', 'there']);
  });

  it('trust what the bundle and NODE_EXTRA_CA_CERTS hold, and nobody else’s roots', async () => {
    const [own, other] = [selfSigned('own'), selfSigned('other')];
    const server = createTlsServer({ cert: own.cert, key: own.key }, (_request, response) => response.end('there'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
    const table: readonly [trusted: boolean, caBundle: string | undefined, extra: string | undefined][] = [
      [true, own.file, undefined],
      [false, other.file, undefined],
      [true, other.file, own.file],
      [false, undefined, undefined],
    ];
    for (const [trusted, caBundle, extra] of table) {
      const dispatcher = createDispatcher({ caBundle, env: { NODE_EXTRA_CA_CERTS: extra } });
      const outcome = await dispatcher.request({ origin, path: '/', method: 'GET' }).then(
        ({ body }) => String(body) === 'there',
        () => false,
      );
      assert.equal(outcome, trusted, `${caBundle} ${extra}`);
      await dispatcher.destroy();
    }
    server.closeAllConnections();
    server.close();
  });

  it('go by a proxy where one is named, and end when they are closed', async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => response.end(asked.push(request.url ?? '') && 'by proxy'));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const HTTP_PROXY = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const dispatcher = createDispatcher({ env: { HTTP_PROXY } });
    const request = { origin: 'http://nowhere.invalid', path: '/a?b', method: 'GET' } as const;
    assert.equal(String((await dispatcher.request(request)).body), 'by proxy');
    assert.deepEqual(asked, ['http://nowhere.invalid/a?b']);
    for (const end of ['close', 'destroy'] as const) {
      await dispatcher[end]();
      await assert.rejects(dispatcher.request(request));
    }
    proxy.close();
    const wrong = createDispatcher({ env: { http_proxy: 'socks5://p' } });
    for (let time = 0; time < 2; time += 1)
      await assert.rejects(wrong.request(request), (error) => isFailure(error, 'CONFIG'));
    await wrong.close();
  });
});
