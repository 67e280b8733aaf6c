import { createSocket } from 'node:dgram';
import { setMaxListeners } from 'node:events';
import { connect, isIPv6 } from 'node:net';
import { Failure } from '../../core/sdk/index.js';
import type { Endpoint } from './endpoint.js';
import { uint16 } from './wire.js';

/** Takes a message; gives what came of the exchange once that was the last one. What it throws ends the exchange. */
export type Receiver<T> = (message: Buffer) => T | undefined;

export interface ExchangeLimits {
  /** In milliseconds, until the last message is there. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends one datagram and hands the answers over until one is the last. The socket is connected, so that others cannot
 * answer and an unreachable port is told at once.
 * @throws Failure NETWORK, TIMEOUT or ABORTED
 */
export function exchangeUdp<T>(
  to: Endpoint,
  message: Buffer,
  receive: Receiver<T>,
  limits: ExchangeLimits,
): Promise<T> {
  return bounded(to, limits, (done, fail) => {
    const socket = createSocket(isIPv6(to.address) ? 'udp6' : 'udp4');
    function take(answer: Buffer): void {
      const result = receive(answer);
      if (result !== undefined) done(result);
    }

    socket.on('error', fail);
    socket.on('message', (answer) => guard(() => take(answer), fail));
    socket.on('connect', () => socket.send(message, (error) => error && fail(error)));
    socket.connect(to.port, to.address);
    return () => socket.close();
  });
}

/**
 * The same over a connection, where answers may be long and many (RFC 7766).
 * @throws Failure NETWORK, TIMEOUT or ABORTED
 */
export function exchangeTcp<T>(
  to: Endpoint,
  message: Buffer,
  receive: Receiver<T>,
  limits: ExchangeLimits,
): Promise<T> {
  return bounded(to, limits, (done, fail) => {
    const socket = connect({ host: to.address, port: to.port });
    let received = Buffer.alloc(0);
    let result: T | undefined;

    function take(chunk: Buffer): void {
      received = Buffer.concat([received, chunk]);
      while (result === undefined && received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        result = receive(received.subarray(2, end));
        received = received.subarray(end);
      }
      if (result !== undefined) done(result);
    }

    socket.on('error', fail);
    socket.on('close', () => fail(new Error('it closed the connection before its answer was complete')));
    socket.on('data', (chunk) => guard(() => take(chunk), fail));
    socket.on('connect', () => socket.write(Buffer.concat([uint16(message.length), message])));
    return () => socket.destroy();
  });
}

/** Runs one exchange until it is done, fails, takes too long or is stopped; then closes the socket, once. */
function bounded<T>(
  to: Endpoint,
  { timeoutMs, signal }: ExchangeLimits,
  start: (done: (result: T) => void, fail: (error: Error) => void) => () => void,
): Promise<T> {
  const server = `the DNS server ${to.address} port ${to.port}`;
  return new Promise((resolve, reject) => {
    let settled = false;
    const timer = setTimeout(() => {
      settle(() => reject(new Failure('TIMEOUT', `${server} did not answer within ${timeoutMs / 1000} s`)));
    }, timeoutMs);

    function settle(finish: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      close();
      finish();
    }
    function stop(): void {
      settle(() => reject(new Failure('ABORTED', `stopped while waiting for ${server}`, { cause: signal.reason })));
    }
    function fail(error: Error): void {
      settle(() => reject(error instanceof Failure ? error : unreachable(server, error)));
    }

    const close = start((result) => settle(() => resolve(result)), fail);
    // Several exchanges may listen at the same time; each stops when it ends.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}

function unreachable(server: string, error: Error): Failure {
  return new Failure('NETWORK', `${server} cannot be reached: ${error.message}`, {
    cause: error,
    hint: 'Check --ddns-server, the network and the firewall (port 53, UDP and TCP)',
  });
}

function guard(work: () => void, fail: (error: Error) => void): void {
  try {
    work();
  } catch (error) {
    fail(error as Error);
  }
}
