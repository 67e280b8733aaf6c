import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { it } from 'node:test';
import { silentLogger } from '../../core/sdk/logger.js';
import { listenForReaders } from '../../core/status/server.js';

it('closing waits for no reader: not for one whose answer is being made, nor for one that keeps a connection', {
  timeout: 15_000,
}, async () => {
  let asked: () => void = () => undefined;
  let release: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = async () => {
    asked();
    await isReleased;
    return { status: 200, type: 'text/plain', body: 'late' };
  };
  const log = silentLogger;
  const listener = await listenForReaders({
    listen: { host: '127.0.0.1', port: 0 },
    routes: { '/': slow },
    hosts: () => [],
    log,
  });
  const port = Number(new URL(listener.url).port);
  const sockets = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  for (const socket of sockets) socket.on('error', () => undefined);
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  sockets[0]?.write(`GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  await isAsked;
  const gone = sockets.map((socket) => once(socket, 'close'));
  let isClosed = false;
  const closed = listener.close().then(() => {
    isClosed = true;
  });
  await Promise.all(gone);
  await closed;
  assert.ok(isClosed);
  release();
  const again = connect(port, '127.0.0.1');
  const [error] = await once(again, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
