import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { bareHost, type ServerAddress } from './server-address.js';
import { abortedFailure, networkFailure, timeoutFailure } from './transport-failure.js';

/**
 * Sends one datagram from a fresh random port and waits for the first one that `read` takes; others are dropped. The
 * socket is connected, so that the kernel drops what comes from elsewhere and tells of an unreachable port at once.
 * @throws Failure NETWORK, TIMEOUT or ABORTED
 */
export function exchangeUdp<T>(
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
    const socket = createSocket(isIPv6(bareHost(server.host)) ? 'udp6' : 'udp4');
    const timer = setTimeout(() => settle(() => reject(timeoutFailure(server, timeoutMs))), timeoutMs);
    let settled = false;

    function settle(finish: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.close();
      finish();
    }
    function onAbort(): void {
      settle(() => reject(abortedFailure(signal)));
    }
    function onError(error: Error | null | undefined): void {
      if (error) settle(() => reject(networkFailure(server, error)));
    }

    signal.addEventListener('abort', onAbort, { once: true });
    socket
      .on('error', onError)
      .on('message', (answer) => {
        const result = read(answer);
        if (result !== undefined) settle(() => resolve(result));
      })
      .on('connect', () => {
        if (!settled) socket.send(message, onError);
      });
    socket.connect(server.port, server.host);
  });
}
