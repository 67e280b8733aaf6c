import { effect } from '../effects/index.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { type LimitedSignal, limitSignal } from '../sdk/joined-signal.js';
import type { Dispatcher } from './dispatcher.js';
import type { WholeAnswer } from './whole-answer.js';

export interface SentRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** A socket of this machine that is connected to in place of the host. */
  readonly socketPath?: string | undefined;
}

export interface ExchangeOptions {
  readonly dispatcher: Dispatcher;
  /** Until the whole answer is there, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Who answers, in messages: `api.example.com`, `the CA at ca.example.com`. */
  readonly peer: string;
  /** The address as messages show it. */
  readonly place: string;
  /** Longest answer that is read, in bytes. */
  readonly longestAnswer: number;
}

export interface ExchangedAnswer {
  readonly status: number;
  /** Lower-case names; repeated headers joined by a comma and a blank. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  /** Set where the headers came and the body did not, or not wholly; `text` is empty then. */
  readonly broken?: Failure;
}

/**
 * Sends one request once.
 * @throws Failure NETWORK, TIMEOUT or ABORTED where no headers came, INTERNAL for a mistake of ours; an HTTP status is never
 *   an error here
 */
export async function exchange(sent: SentRequest, options: ExchangeOptions): Promise<ExchangedAnswer> {
  const { dispatcher, timeoutMs, signal, longestAnswer } = options;
  const { method, url, headers, body, socketPath } = sent;
  const { origin, path } = destinationOf(url);
  const limit = limitSignal(signal, timeoutMs);
  const explain = (error: unknown) => exchangeFailure(error, options, limit);
  effect(`request ${method} ${url.host}`);
  try {
    const request = { origin, path, method, headers, body, socketPath, longestAnswer, signal: limit.signal };
    const answer = await dispatcher.request(request);
    const { status, broken } = answer;
    const head = { status, headers: flattened(answer.headers), cookies: cookiesIn(answer.headers) };
    if (broken === undefined) return { ...head, text: textOf(answer.body, head.headers['content-type']) };
    if (signal.aborted) throw broken;
    return { ...head, text: '', broken: explain(broken) };
  } catch (error) {
    throw explain(error);
  } finally {
    limit.release();
  }
}

/** Where a request goes. */
export function destinationOf(url: string | URL): { readonly origin: string; readonly path: string } {
  const { origin, pathname, search } = typeof url === 'string' ? new URL(url) : url;
  return { origin, path: `${pathname}${search}` };
}

/** UTF-8, whatever else a service says of itself, but for the encodings of Chinese: few of their bytes are UTF-8 by chance. */
function textOf(body: Buffer, type = ''): string {
  const [, charset] = /\bcharset="?(gbk|gb2312|gb18030)\b/i.exec(type) ?? [];
  return charset === undefined ? body.toString('utf8') : new TextDecoder(charset).decode(body);
}

function flattened(headers: WholeAnswer['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

function cookiesIn({ 'set-cookie': cookies = [] }: WholeAnswer['headers']): readonly string[] {
  return Array.isArray(cookies) ? cookies : [cookies];
}

function exchangeFailure(error: unknown, options: ExchangeOptions, limit: LimitedSignal): Failure {
  const { peer, place, timeoutMs, signal } = options;
  if (isFailure(error)) return new Failure(error.code, error.message, { place });
  if (signal.aborted) return new Failure('ABORTED', `stopped while waiting for ${peer}`, { place, cause: error });
  if (limit.isLate()) {
    return new Failure('TIMEOUT', `${peer} did not answer within ${timeoutMs / 1000} s`, { place, cause: error });
  }
  const header = refusedHeader(error);
  if (header !== undefined) {
    const words = `the header "${header}" for ${peer} would have a character that no header may have`;
    const hint = 'Check the credentials for quotes, letters and invisible characters that do not belong to them';
    return new Failure('CONFIG', words, { place, cause: error, hint });
  }
  if (isMistake(error))
    return new Failure('INTERNAL', `asking ${peer} failed: ${innermostWords(error)}`, { place, cause: error });
  const hint = hintOf(error);
  return new Failure('NETWORK', `cannot reach ${peer}: ${innermostWords(error)}`, { place, cause: error, hint });
}

/** The header that undici does not send, mostly since a credential was pasted with more than itself (RFC 9110, section 5.5). */
function refusedHeader(error: unknown): string | undefined {
  if (codeUnder(error) !== 'UND_ERR_INVALID_ARG') return undefined;
  return /^invalid (\S+) header$/.exec(innermostWords(error))?.[1];
}

/** One of this program, which nobody mends by looking at the network: what Node and undici refuse bears a code. */
function isMistake(error: unknown): boolean {
  return (error instanceof TypeError || error instanceof ReferenceError) && codeUnder(error) === '';
}

function hintOf(cause: unknown): string {
  return /CERT|ISSUER|VERIFY/.test(codeUnder(cause))
    ? 'Name the root certificate of this server by LETSENCRYPT_CA_BUNDLE'
    : 'Check the address of the server, the network and the proxy settings';
}

/** The innermost words: undici wraps `connect ECONNREFUSED …` in several layers, some without any. */
function innermostWords(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermostWords(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return error.message || code || (error.cause === undefined ? error.name : innermostWords(error.cause));
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
