/**
 * What providers and plugins see of HTTP. The host brings time limits, retries, rate limits, proxies, extra root
 * certificates, redaction and errors; a provider says where, what and how it is authorised.
 */

import type { Path } from './path.js';

/** Parses an answer: any zod schema will do. Should hold only the fields that are read. */
export interface Schema<T> {
  parse(data: unknown): T;
}

export type QueryValue = string | number | boolean | undefined;
export type Query = Readonly<Record<string, QueryValue>> | URLSearchParams;

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as it will be sent, handed to `sign` before each attempt; change it in place. */
export interface OutgoingRequest {
  readonly method: HttpMethod;
  url: URL;
  /** Lower-case names. */
  readonly headers: Record<string, string>;
  body: string | undefined;
  /** See {@link HttpClient.hide}. */
  readonly hide?: (...secrets: readonly (string | undefined)[]) => void;
}

export interface HttpResponse {
  readonly status: number;
  readonly ok: boolean;
  /** Lower-case names; repeated headers joined by a comma and a blank. */
  readonly headers: Readonly<Record<string, string>>;
  /** Each `set-cookie` header. */
  readonly cookies: readonly string[];
  readonly text: string;
  /** The body parsed as the client's `responseFormat`; undefined where it is empty or cannot be parsed. */
  readonly data: unknown;
}

/** What an answer means where the status alone does not say it. */
export interface ExplainedFailure {
  /** A kind of failure (see `Failure`); left out: decided by the status. */
  readonly code?: import('./failure.js').FailureCode;
  /** The service's own words; left out: looked for in the usual fields of the answer. */
  readonly message?: string;
  readonly serviceCode?: string;
  readonly hint?: string;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

export interface HttpDefaults {
  /**
   * Paths are appended to it: `https://api.example/v1` and `/zones` give `https://api.example/v1/zones`. No request
   * goes to another origin, whatever a service names as its next page.
   */
  readonly baseUrl?: string | Path;
  /** Absolute path of a socket of this machine that the server listens at; the host of the base URL is then a mere name. */
  readonly socketPath?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Query;
  /** Sent as `Authorization: Bearer …`. */
  readonly bearer?: string;
  /** Sent as `Authorization: Basic …`. */
  readonly basic?: { readonly username: string; readonly password: string };
  /** How `body` is written: `json` unless told; `form` is `application/x-www-form-urlencoded`; `xml` takes an object or text, `text` text alone. */
  readonly bodyFormat?: 'json' | 'form' | 'xml' | 'text';
  /**
   * How answers are read: `json` unless told. In XML, elements become properties, attributes get an `@` before the name;
   * HTML is read by {@link htmlPage}; a `form` is read as `URLSearchParams`.
   */
  readonly responseFormat?: 'json' | 'xml' | 'html' | 'form' | 'text';
  /** XML: names of elements that are lists even where only one stands there. */
  readonly xmlLists?: readonly string[];
  /** Signs or otherwise completes a request, before each attempt. */
  readonly sign?: (request: OutgoingRequest) => void | Promise<void>;
  /** Looks at every answer, also successful ones; what it returns makes the answer a failure. */
  readonly explain?: (response: HttpResponse) => ExplainedFailure | undefined;
  /** A redirect is an answer like others, as to a form that did its work. It is never followed. */
  readonly takesRedirects?: boolean;
  /** Called once when an answer was 401; true: the credentials were renewed, try once more. */
  readonly renew?: () => Promise<boolean>;
  /**
   * Whether to try again on 5xx and network errors. True: POST and PATCH as well, where doing them twice is harmless;
   * false: not even GET, for APIs that write by it. Left out: as the method says.
   */
  readonly repeatable?: boolean;
  /** The address itself is a secret (a webhook): no message shows more of it than its host. */
  readonly secretAddress?: boolean;
  /** One attempt's time limit in milliseconds; 30,000 unless told. */
  readonly timeoutMs?: number;
}

export interface HttpRequest extends HttpDefaults {
  /** Written as `bodyFormat` says; undefined sends none. */
  readonly body?: unknown;
}

/**
 * Addresses are literal text, or made by the `path` tag, which encodes what is put into them. A whole URL is taken where
 * there is no base URL, or where it has the same origin.
 */
export interface HttpClient {
  /** A client with these defaults on top of its own; headers and query add up. */
  extend(defaults: HttpDefaults): HttpClient;
  get<T>(path: string | Path, schema: Schema<T>, request?: HttpDefaults): Promise<T>;
  post<T>(path: string | Path, schema: Schema<T>, body?: unknown, request?: HttpDefaults): Promise<T>;
  put<T>(path: string | Path, schema: Schema<T>, body?: unknown, request?: HttpDefaults): Promise<T>;
  patch<T>(path: string | Path, schema: Schema<T>, body?: unknown, request?: HttpDefaults): Promise<T>;
  /** The answer is not looked at, beyond whether it is a failure. */
  delete(path: string | Path, request?: HttpRequest): Promise<void>;
  /** Says what else is secret than the options that are: tokens got by a login. People see none of it from then on. */
  hide(...secrets: readonly (string | undefined)[]): void;
  /** The whole answer, for the rest: headers, cookies, text. Throws `Failure` as the others do. */
  send(method: HttpMethod, path: string | Path, request?: HttpRequest): Promise<HttpResponse>;
}

/** A schema for answers of which nothing is read. */
export const anything: Schema<void> = { parse: () => undefined };
