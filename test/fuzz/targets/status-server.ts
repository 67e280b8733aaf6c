import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { silentLogger } from '../../../core/sdk/index.js';
import { listenForReaders, type StatusListener } from '../../../core/status/server.js';
import type { FuzzTarget } from '../target.js';
import { damaged } from './damage.js';

const requests: readonly [string, ...string[]] = [
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n',
  'HEAD /?q=a%20b HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nIf-None-Match: "x"\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /../../etc/passwd HTTP/1.1\r\nHost: attacker.example\r\n\r\n',
];
const words = [
  'GET',
  'Host:',
  'localhost',
  'attacker.example',
  'HTTP/1.1',
  '\r\n',
  'chunked',
  'Content-Length: 5',
  '%00',
];
const page = 'nobody but a sound request gets this';

let listener: StatusListener | undefined;

/**
 * Whatever bytes come: an answer of HTTP or none, the page only under a name of this machine, and the next one who asks
 * properly is answered.
 */
export const statusServer: FuzzTarget = {
  name: 'status-server',
  cost: 10,
  async run(random) {
    const answer = async () => ({ status: 200, type: 'text/plain', body: page });
    listener ??= await listenForReaders({
      listen: { host: '127.0.0.1', port: 0 },
      routes: { '/': answer, '/healthz': answer },
      hosts: () => [],
      log: silentLogger,
    });
    const port = Number(new URL(listener.url).port);
    let sent = Buffer.from(random.pick(requests));
    for (let count = random.below(4); count > 0; count -= 1) sent = Buffer.from(damaged(random, sent, words));
    const answered = await exchange(port, sent);
    if (answered !== '') assert.match(answered, /^HTTP\/1\.1 [2-5]\d\d /);
    if (answered.includes(page)) assert.doesNotMatch(sent.toString('latin1'), /^[^\r\n]*\r?\nHost: attacker/i);
    assert.match(await exchange(port, Buffer.from(requests[0])), new RegExp(page));
  },
  async close() {
    await listener?.close();
    listener = undefined;
  },
};

/** What comes back until the server, told that nothing more comes, has said all. */
function exchange(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.end(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (part: string) => {
      answer += part;
    });
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}
