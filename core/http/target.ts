import { Failure } from '../sdk/failure.js';
import type { HttpDefaults, Query } from '../sdk/http.js';
import { isDotSegment, type Path } from '../sdk/path.js';
import { toSearchParams } from './encode.js';

/**
 * Where a request goes: the path below the base URL, or a whole address (a `next` link), with the queries.
 * @throws Failure RESPONSE where a whole address has another origin than the base URL: what authorises requests there
 *   is no business of anybody else's. UNSUPPORTED for a path that would lead out of where it belongs.
 */
export function targetOf(given: string | Path, defaults: HttpDefaults, queries: readonly Query[]): URL {
  const path = given.toString();
  const base = defaults.baseUrl === undefined ? undefined : defaults.baseUrl.toString().replace(/\/$/, '');
  checkPath(path);
  const url = new URL(isWhole(path) ? path : `${base ?? ''}${path}`);
  if (base !== undefined) checkOrigin(url, base);
  for (const query of queries) {
    for (const [name, value] of toSearchParams(query)) url.searchParams.append(name, value);
  }
  return url;
}

/** @throws Failure RESPONSE where an address does not belong to the server that the credentials are for */
export function checkOrigin(url: URL, base: string): void {
  const { origin, username, password } = new URL(base);
  if (url.origin === origin && url.username === username && url.password === password) return;
  throw new Failure('RESPONSE', `the service of ${origin} leads to another one, ${url.origin}`, {
    place: origin,
    retryable: false,
    hint: 'The credentials are sent to no other server; check the address of the API',
  });
}

function isWhole(path: string): boolean {
  return /^https?:\/\//i.test(path);
}

/** Paths begin where the host has ended, and none of their segments leads upwards (RFC 3986, section 5.2.4). */
function checkPath(path: string): void {
  const [segments = ''] = path.split(/[?#]/);
  const isSound = isWhole(path) || path === '' || /^[/?]/.test(path);
  // A URL loses its tabs and line ends, and takes a backslash for a slash.
  if (isSound && !/[\\\t\r\n]/.test(segments) && !segments.split('/').some(isDotSegment)) return;
  throw new Failure('UNSUPPORTED', 'this cannot be the path of a request', { place: JSON.stringify(path) });
}
