import type { Dispatcher } from '../http/dispatcher.js';
import { destinationOf } from '../http/exchange.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { ServerAddress } from './server-address.js';
import { abortedFailure, networkFailure, timeoutFailure } from './transport-failure.js';

/** Largest DNS message, in bytes (RFC 1035, section 4.2.2). */
const largestMessage = 65_535;

/** A first request also looks up the host, connects and shakes hands, perhaps through a proxy; in milliseconds. */
const shortestTimeoutMs = 8000;

/**
 * Sends one message to a resolver over HTTPS (RFC 8484, by POST) and reads one back, through the program's connections:
 * its extra roots and proxies count here as well.
 * @throws Failure NETWORK (an HTTP status, something that is no DNS message), TIMEOUT or ABORTED
 */
export async function exchangeHttps<T>(
  server: ServerAddress & { readonly url: string },
  dispatcher: Dispatcher,
  message: Buffer,
  read: (answer: Buffer) => T | undefined,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<T> {
  if (signal.aborted) throw abortedFailure(signal);
  const limitMs = Math.max(timeoutMs, shortestTimeoutMs);
  const timeout = AbortSignal.timeout(limitMs);
  const joined = joinSignals(signal, timeout);
  try {
    const { status, headers, body, broken } = await dispatcher.request({
      ...destinationOf(server.url),
      method: 'POST',
      headers: { accept: 'application/dns-message', 'content-type': 'application/dns-message' },
      body: message,
      signal: joined.signal,
      longestAnswer: largestMessage,
    });
    if (broken !== undefined) throw isFailure(broken, 'RESPONSE') ? tooLong() : broken;
    if (status !== 200) throw networkFailure(server, new Error(`it answered HTTP ${status}`));
    const type = String(headers['content-type'] ?? '').toLowerCase();
    const result = type.startsWith('application/dns-message') ? read(body) : undefined;
    if (result === undefined) throw networkFailure(server, new Error('what it answered is no DNS message for this'));
    return result;
  } catch (error) {
    if (isFailure(error)) throw error;
    if (signal.aborted) throw abortedFailure(signal);
    if (timeout.aborted) throw timeoutFailure(server, limitMs);
    throw networkFailure(server, error instanceof Error ? error : new Error(String(error)));
  } finally {
    joined.release();
  }
}

function tooLong(): Failure {
  return new Failure('NETWORK', 'a resolver sent more than a DNS message can hold');
}
