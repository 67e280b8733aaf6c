import { currentSignal } from '../sdk/ambient-signal.js';
import type { Failure } from '../sdk/failure.js';
import type {
  HttpClient,
  HttpDefaults,
  HttpMethod,
  HttpRequest,
  HttpResponse,
  OutgoingRequest,
  Query,
  Schema,
} from '../sdk/http.js';
import type { Logger } from '../sdk/logger.js';
import type { Path } from '../sdk/path.js';
import { decodeBody, isStrayPage, readAnswer, strayPage } from './decode.js';
import type { Dispatcher } from './dispatcher.js';
import { encodeBody, toSearchParams } from './encode.js';
import { neverSent } from './exchange.js';
import { failureOf } from './explain.js';
import type { RateLimiter } from './rate-limiter.js';
import { placeOf } from './redact.js';
import { defaultRetryPolicy, type RetryPolicy, retrying } from './retry.js';
import { checkOrigin, targetOf } from './target.js';
import type { Throttle } from './throttle.js';
import { sendOnce } from './transport.js';

export interface HttpClientOptions {
  readonly dispatcher: Dispatcher;
  readonly log: Logger;
  /** Value of the User-Agent header. */
  readonly userAgent: string;
  readonly limiter?: RateLimiter;
  readonly retry?: RetryPolicy | undefined;
  /** Told of secrets that come up while requests are made. */
  readonly onSecret?: ((...secrets: readonly (string | undefined)[]) => void) | undefined;
  /** Shared by all requests of one account; needed for a policy with patience. */
  readonly throttle?: Throttle;
  /** A page where data are wanted is a failure, whoever asked and whatever the status: that of a gateway, not of an API. */
  readonly refusesPages?: boolean;
  /** Told of each attempt; for metrics. */
  readonly onRequest?:
    | ((event: { method: HttpMethod; host: string; status: number | undefined; durationMs: number }) => void)
    | undefined;
}

/** Where a request goes, and how messages call that. */
interface Target {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly place: string;
}

interface Exchanged extends Pick<Target, 'place'> {
  readonly response: HttpResponse;
}

const defaultTimeoutMs = 30_000;

/** The HTTP client that providers and plugins get; see `core/sdk/http.ts` for what it promises. */
export function createHttpClient(options: HttpClientOptions, defaults: HttpDefaults = {}): HttpClient {
  async function exchange(method: HttpMethod, path: string | Path, request: HttpRequest = {}): Promise<Exchanged> {
    const merged = mergeDefaults(defaults, request);
    const queries = [defaults.query, request.query].filter((query): query is Query => query !== undefined);
    const url = targetOf(path, merged, queries);
    const place = merged.secretAddress ? url.origin : placeOf(url);
    const signal = currentSignal();
    const policy = options.retry ?? defaultRetryPolicy;
    let renewed = false;

    async function attempt(): Promise<HttpResponse> {
      const response = await sendAttempt(options, { method, url, place }, merged, signal);
      if (response.status === 401 && merged.renew !== undefined && !renewed) {
        renewed = true;
        if (await merged.renew()) return attempt();
      }
      const explained = merged.explain?.(response) ?? (response.ok ? undefined : {});
      if (explained !== undefined) throw failureOf(response, explained, place);
      return response;
    }

    const mayRepeat = (failure: Failure) => isRepeatable(method, merged, failure);
    const response = await retrying(attempt, mayRepeat, policy, signal, options.throttle);
    if (options.refusesPages && isStrayPage(response, merged)) throw strayPage(response, place);
    return { response, place };
  }

  async function read<T>(method: HttpMethod, path: string | Path, schema: Schema<T>, request: HttpRequest): Promise<T> {
    const { response, place } = await exchange(method, path, request);
    return readAnswer(response, schema, place);
  }

  return {
    extend: (more) =>
      createHttpClient(options, { ...mergeDefaults(defaults, more), query: mergeQueries(defaults, more) }),
    get: (path, schema, request = {}) => read('GET', path, schema, request),
    post: (path, schema, body, request = {}) => read('POST', path, schema, { ...request, body }),
    put: (path, schema, body, request = {}) => read('PUT', path, schema, { ...request, body }),
    patch: (path, schema, body, request = {}) => read('PATCH', path, schema, { ...request, body }),
    async delete(path, request = {}) {
      await exchange('DELETE', path, request);
    },
    hide: (...secrets) => options.onSecret?.(...secrets),
    send: async (method, path, request) => (await exchange(method, path, request)).response,
  };
}

async function sendAttempt(
  { dispatcher, log, userAgent, limiter, onRequest, onSecret }: HttpClientOptions,
  { method, url, place }: Target,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const outgoing = await compose(method, url, request, userAgent, onSecret);
  await limiter?.(signal);
  const started = performance.now();
  const event = { method, host: url.host, status: undefined as number | undefined };
  try {
    const { socketPath, timeoutMs = defaultTimeoutMs } = request;
    const raw = await sendOnce({ ...outgoing, place, socketPath }, dispatcher, timeoutMs, signal);
    event.status = raw.status;
    const data = await decodeBody(raw.text, request);
    return { ...raw, ok: isSuccess(raw.status, request), data };
  } finally {
    const durationMs = Math.round(performance.now() - started);
    log.debug({ event: 'http.request', method, url: place, status: event.status, durationMs }, 'request');
    onRequest?.({ ...event, durationMs });
  }
}

function isSuccess(status: number, { takesRedirects = false }: HttpRequest): boolean {
  return status >= 200 && status < (takesRedirects ? 400 : 300);
}

/** Writes the request out in full; `sign` comes last and sees exactly what will be sent. */
async function compose(
  method: HttpMethod,
  url: URL,
  request: HttpRequest,
  userAgent: string,
  hide: HttpClientOptions['onSecret'] = () => {},
): Promise<OutgoingRequest> {
  const encoded = await encodeBody(request);
  const headers: Record<string, string> = { 'user-agent': userAgent };
  if (request.responseFormat === undefined || request.responseFormat === 'json') headers.accept = 'application/json';
  if (encoded !== undefined) headers['content-type'] = encoded.contentType;
  if (request.bearer !== undefined) headers.authorization = `Bearer ${request.bearer}`;
  if (request.basic !== undefined) headers.authorization = `Basic ${basicToken(request.basic)}`;
  for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
  if (request.sign === undefined) return { method, url, headers, body: encoded?.text, hide };
  const outgoing: OutgoingRequest = { method, url: new URL(url), headers, body: encoded?.text, hide };
  await request.sign(outgoing);
  if (request.baseUrl !== undefined) checkOrigin(outgoing.url, request.baseUrl.toString());
  return outgoing;
}

function basicToken({ username, password }: { username: string; password: string }): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** Reads, PUT and DELETE are idempotent (RFC 9110, section 9.2.2); others only where the server surely did not act. */
function isRepeatable(method: HttpMethod, request: HttpRequest, failure: Failure): boolean {
  if (failure.status === 412) return false;
  if (request.repeatable ?? (method !== 'POST' && method !== 'PATCH')) return true;
  return failure.code === 'RATE_LIMITED' || failure.status === 503 || neverSent(failure);
}

function mergeDefaults<R extends HttpDefaults>(defaults: HttpDefaults, request: R): R & HttpDefaults {
  return { ...defaults, ...request, headers: { ...defaults.headers, ...request.headers } };
}

function mergeQueries(defaults: HttpDefaults, more: HttpDefaults): Query {
  const merged = new URLSearchParams();
  for (const query of [defaults.query, more.query]) {
    if (query === undefined) continue;
    for (const [name, value] of toSearchParams(query)) merged.append(name, value);
  }
  return merged;
}
