import { effect } from '../effects/index.js';
import type { Dispatcher, ResponseBody } from '../http/index.js';
import { destinationOf, placeOf } from '../http/index.js';
import { Failure } from '../sdk/failure.js';

export interface AcmeRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface AcmeAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by a comma and a blank. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Set where the headers came and the body did not, or not wholly: the nonce and the Location are good even then. */
  readonly broken?: Failure;
}

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  /** Until the whole answer is there, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Longest answer that is read, in characters: chains and directories are a few thousand. */
const longestAnswer = 4 * 1024 * 1024;

/**
 * One request, sent once. Unlike the providers' transport it knows HEAD and keeps the headers of an answer whose body
 * broke off, since a lost nonce costs a request and a lost order URL costs an order.
 * @throws Failure NETWORK, TIMEOUT or ABORTED; an HTTP status is never an error here
 */
export async function exchange(sent: AcmeRequest, options: ExchangeOptions): Promise<AcmeAnswer> {
  const { dispatcher, timeoutMs, signal } = options;
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  const timer = setTimeout(onAbort, timeoutMs);
  if (signal.aborted) stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  effect(`request ${sent.method} ${new URL(sent.url).host}`);
  const explain = (error: unknown) => transportFailure(error, sent.url, timeoutMs, signal, stop.signal);
  try {
    const { method, headers, body } = sent;
    const answer = await dispatcher.request({
      ...destinationOf(sent.url),
      method,
      headers,
      body: body ?? null,
      signal: stop.signal,
    });
    const head = { status: answer.statusCode, headers: flatten(answer.headers) };
    try {
      return { ...head, text: await readText(answer.body) };
    } catch (error) {
      if (signal.aborted) throw error;
      return { ...head, text: '', broken: explain(error) };
    }
  } catch (error) {
    throw explain(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function readText(body: ResponseBody): Promise<string> {
  let text = '';
  body.setEncoding('utf8');
  for await (const chunk of body as AsyncIterable<string>) {
    text += chunk;
    if (text.length > longestAnswer) throw new Error(`the answer is longer than ${longestAnswer} characters`);
  }
  return text;
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function transportFailure(
  cause: unknown,
  url: string,
  timeoutMs: number,
  signal: AbortSignal,
  stopped: AbortSignal,
): Failure {
  const place = placeOf(url);
  const { host } = new URL(url);
  if (signal.aborted) return new Failure('ABORTED', 'stopped while waiting for the CA', { place, cause });
  if (stopped.aborted) {
    return new Failure('TIMEOUT', `the CA at ${host} did not answer within ${timeoutMs / 1000} s`, { place, cause });
  }
  return new Failure('NETWORK', `cannot reach the CA at ${host}: ${innermost(cause)}`, {
    place,
    cause,
    hint: hintOf(cause),
  });
}

function hintOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return /CERT|ISSUER|VERIFY/.test(code)
    ? 'Name the root certificate of this server by LETSENCRYPT_CA_BUNDLE'
    : 'Check the address of the server, the network and the proxy settings';
}

/** The innermost words: undici wraps `connect ECONNREFUSED …` in several layers, some without any. */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.message || (error as NodeJS.ErrnoException).code || error.name;
}
