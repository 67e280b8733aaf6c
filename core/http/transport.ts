import { effect } from '../effects/index.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { OutgoingRequest } from '../sdk/http.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { Dispatcher, ResponseBody } from './dispatcher.js';
import { placeOf } from './redact.js';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
}

/** Longest answer that is read, in bytes: the largest zones that come in one piece fit. */
const longestAnswer = 8 * 1024 * 1024;

/** A request, and how it is called in messages. */
export interface PlacedRequest extends Omit<OutgoingRequest, 'hide'> {
  readonly place?: string;
  readonly socketPath?: string | undefined;
}

/**
 * Sends one request once.
 * @param timeoutMs until the whole answer is there
 * @throws Failure NETWORK, TIMEOUT, ABORTED, or RESPONSE for an answer that is too long; an HTTP status is never an error
 */
export async function sendOnce(
  { method, url, headers, body, place = placeOf(url), socketPath }: PlacedRequest,
  dispatcher: Dispatcher,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RawResponse> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const joined = joinSignals(signal, timeout);
  effect(`request ${method} ${url.host}`);
  try {
    const answer = await dispatcher.request({
      ...destinationOf(url),
      method,
      headers,
      ...(body !== undefined && { body }),
      ...(socketPath !== undefined && { socketPath }),
      signal: joined.signal,
    });
    const text = await readText(answer.body);
    return { status: answer.statusCode, text, ...flattenHeaders(answer.headers) };
  } catch (error) {
    throw transportFailure(error, { url, place, timeoutMs, timeout, signal });
  } finally {
    joined.release();
  }
}

/** Where a request goes, as undici's dispatchers want it. */
export function destinationOf(url: string | URL): { readonly origin: string; readonly path: string } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: `${pathname}${search}` };
}

async function readText(body: ResponseBody): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestAnswer)
      throw new Failure('RESPONSE', `the answer is longer than ${longestAnswer / 1024 ** 2} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flattenHeaders(
  headers: Record<string, string | string[] | undefined>,
): Pick<RawResponse, 'headers' | 'cookies'> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  const cookies = headers['set-cookie'] ?? [];
  return { headers: flat, cookies: Array.isArray(cookies) ? cookies : [cookies] };
}

interface FailedExchange {
  readonly url: URL;
  readonly place: string;
  readonly timeoutMs: number;
  readonly timeout: AbortSignal;
  readonly signal: AbortSignal;
}

function transportFailure(error: unknown, { url, place, timeoutMs, timeout, signal }: FailedExchange): Failure {
  if (isFailure(error)) return new Failure(error.code, error.message, { place });
  if (signal.aborted) return new Failure('ABORTED', 'stopped while waiting for an answer', { place, cause: error });
  if (timeout.aborted) {
    return new Failure('TIMEOUT', `${url.host} did not answer within ${timeoutMs / 1000} s`, { place, cause: error });
  }
  return new Failure('NETWORK', `cannot reach ${url.host}: ${causeOf(error)}`, {
    place,
    cause: error,
    hint: 'Check the address, the network and the proxy settings',
  });
}

/** The innermost message: undici wraps `connect ECONNREFUSED …` in several layers, some without words. */
function causeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return causeOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return error.message || code || (error.cause === undefined ? error.name : causeOf(error.cause));
}

/** Whether the request surely never reached the server, so that any method may be repeated. */
export function neverSent(failure: Failure): boolean {
  const code = codeUnder(failure.cause);
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    code,
  );
}

function codeUnder(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeUnder(error.errors[0]);
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}
