import { connect } from 'node:net';
import type { ServerAddress } from './server-address.js';
import { abortedFailure, networkFailure, timeoutFailure } from './transport-failure.js';

/**
 * Sends one message over a connection of its own (RFC 7766, section 8: two bytes of length first) and reads one back.
 * @param timeoutMs until the whole answer is there
 * @throws Failure NETWORK, TIMEOUT or ABORTED
 */
export function exchangeTcp<T>(
  server: ServerAddress,
  message: Buffer,
  read: (answer: Buffer) => T | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal.aborted) {
      reject(abortedFailure(signal));
      return;
    }
    const socket = connect({ host: server.host, port: server.port });
    const timer = setTimeout(() => finish(() => reject(timeoutFailure(server, timeoutMs))), timeoutMs);
    let received = Buffer.alloc(0);

    function finish(settle: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      settle();
    }
    function onAbort(): void {
      finish(() => reject(abortedFailure(signal)));
    }
    function fail(error: Error): void {
      finish(() => reject(networkFailure(server, error)));
    }

    signal.addEventListener('abort', onAbort, { once: true });
    function take(chunk: Buffer): void {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = read(received.subarray(2, 2 + received.readUInt16BE(0)));
      if (answer === undefined) fail(new Error('it sent an answer to something else'));
      else finish(() => resolve(answer));
    }
    socket
      .on('error', fail)
      .on('close', () => fail(new Error('the connection was closed before the answer was there')))
      .on('data', take)
      .on('connect', () => socket.write(frame(message)));
  });
}

function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
