import type { OutgoingRequest } from '../sdk/http.js';
import type { Dispatcher } from './dispatcher.js';
import { type ExchangedAnswer, exchange } from './exchange.js';
import { placeOf } from './redact.js';

export type RawResponse = Omit<ExchangedAnswer, 'broken'>;

/** Longest answer that is read, in bytes: the largest zones that come in one piece fit. */
const longestAnswer = 8 * 1024 * 1024;

/** A request, and how it is called in messages. */
export interface PlacedRequest extends Omit<OutgoingRequest, 'hide'> {
  readonly place?: string;
  readonly socketPath?: string | undefined;
}

/**
 * Sends one request to a service once.
 * @param timeoutMs until the whole answer is there
 * @throws Failure NETWORK, TIMEOUT, ABORTED, or RESPONSE for an answer that is too long; an HTTP status is never an error
 */
export async function sendOnce(
  { place, ...sent }: PlacedRequest,
  dispatcher: Dispatcher,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RawResponse> {
  const { broken, ...answer } = await exchange(sent, {
    dispatcher,
    timeoutMs,
    signal,
    peer: sent.url.host,
    place: place ?? placeOf(sent.url),
    longestAnswer,
  });
  if (broken !== undefined) throw broken;
  return answer;
}
