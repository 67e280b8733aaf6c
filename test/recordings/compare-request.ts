import { bodyData, differencesOf, multimap } from '../../core/testing/compare-data.js';
import type { SentRequest } from '../../core/testing/wire.js';
import type { Interaction, Recording } from './recording.js';

/** How a request differs from a recorded one, worst first. */
export interface Mismatch {
  /** 0: it is the same request. */
  readonly distance: number;
  readonly differences: readonly string[];
}

/** Compares all that means something: method, address, query, body, kind of credential, and the headers that steer the API. */
export function compareRequest(
  sent: SentRequest,
  recorded: Interaction['request'],
  filtered: Recording['filtered'],
): Mismatch {
  const url = new URL(recorded.url);
  const method = sent.method === recorded.method ? [] : [`method: recorded ${recorded.method}, sent ${sent.method}`];
  const origin = sent.url.origin === url.origin ? [] : [`server: recorded ${url.origin}, sent ${sent.url.origin}`];
  const path = differencesOf(plainPath(url), plainPath(sent.url), 'path');
  const query = differencesOf(queryOf(url, filtered), queryOf(sent.url, filtered), 'query');
  const recordedBody = recorded.bodyNow === undefined ? recorded.body : recorded.bodyNow;
  const incomparable = [...filtered.body, ...standIns(recordedBody), ...onceOnly];
  const body = differencesOf(bodyData(recordedBody, incomparable), bodyData(sent.body, incomparable), 'body');
  const headers = compareHeaders(sent, recorded, filtered.headers);
  return {
    distance:
      method.length * 20 + origin.length * 20 + path.length * 40 + query.length * 3 + body.length + headers.length,
    differences: [...method, ...origin, ...path, ...query, ...body, ...headers],
  };
}

/** Fields that hold another value each time, by their nature. */
const onceOnly = ['nonce'];

/** Form fields for which the recorder put a stand-in: for a secret, or for an option that nobody gave. */
function standIns(body: string | null | undefined): string[] {
  if (typeof body !== 'string' || !body.includes('placeholder')) return [];
  return [...new URLSearchParams(body)]
    .filter(([name, value]) => value === `placeholder_${name}` || value === `${name}_placeholder`)
    .map(([name]) => name);
}

/** Segments decoded: `%2D` and `-` are one address. Servers that merge slashes took `a//b` for `a/b`, and so did clients. */
function plainPath(url: URL): string {
  return url.pathname
    .replaceAll(/\/{2,}/g, '/')
    .split('/')
    .map(decodeURIComponent)
    .join('/');
}

function queryOf(url: URL, { query }: Recording['filtered']): Record<string, string[]> {
  const values = multimap(url.searchParams);
  for (const name of query) delete values[name];
  return values;
}

/** Headers of which the value matters, and those of which only the presence can be compared (dates, keys, signatures). */
const steering = ['soapaction', 'x-filter'];
const personal = /^(x-(?!amz-|requested-with)|api-)/;

function compareHeaders(sent: SentRequest, recorded: Interaction['request'], filtered: readonly string[]): string[] {
  const cut = new Set(filtered.map((name) => name.toLowerCase()));
  const headers = Object.entries(recorded.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ]);
  const differences: string[] = [];
  for (const [name, value] of headers) {
    if (cut.has(name)) continue;
    if (steering.includes(name))
      differences.push(...differencesOf(headerData(value), headerData(sent.headers[name]), name));
    else if (personal.test(name) && sent.headers[name] === undefined)
      differences.push(`header ${name}: recorded, not sent`);
  }
  for (const name of steering) {
    if (sent.headers[name] !== undefined && !cut.has(name) && !headers.some(([other]) => other === name)) {
      differences.push(`header ${name}: not recorded, sent ${sent.headers[name]}`);
    }
  }
  if (!cut.has('authorization')) {
    const before = schemeOf(headers.find(([name]) => name === 'authorization')?.[1]);
    const now = schemeOf(sent.headers.authorization);
    if (before !== now) differences.push(`authorization: recorded ${before}, sent ${now}`);
  }
  return differences;
}

function headerData(value: string | undefined): unknown {
  return value === undefined ? undefined : bodyData(value.replace(/^"(.*)"$/, '$1'), []);
}

/** Only the first word: the credential behind it is another one. */
function schemeOf(authorization: string | undefined): string {
  if (authorization === undefined) return 'none';
  const [scheme, credential] = authorization.split(' ');
  return credential === undefined ? 'a bare value' : (scheme ?? '').toLowerCase();
}
