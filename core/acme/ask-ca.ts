import type { Dispatcher } from '../http/dispatcher.js';
import { type ExchangedAnswer, exchange } from '../http/exchange.js';
import { placeOf } from '../http/redact.js';

export interface AcmeRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** The nonce and the Location are good even where the body is `broken`: a lost nonce costs a request, a lost order URL an order. */
export type AcmeAnswer = Omit<ExchangedAnswer, 'cookies'>;

export interface AskOptions {
  readonly dispatcher: Dispatcher;
  /** Until the whole answer is there, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Longest answer that is read, in bytes: chains and directories are a few thousand. */
const longestAnswer = 4 * 1024 * 1024;

/**
 * One request to the CA, sent once.
 * @throws Failure NETWORK, TIMEOUT or ABORTED; an HTTP status is never an error here
 */
export function askCa({ url, ...sent }: AcmeRequest, options: AskOptions): Promise<AcmeAnswer> {
  const address = new URL(url);
  const peer = `the CA at ${address.host}`;
  return exchange({ ...sent, url: address }, { ...options, peer, place: placeOf(address), longestAnswer });
}
