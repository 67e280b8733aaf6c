import { createHash, createHmac } from 'node:crypto';
import type { OutgoingRequest } from './http.js';

export interface CanonicalRequest {
  readonly text: string;
  /** The names of the headers in it, joined by semicolons. */
  readonly signedHeaders: string;
}

/**
 * A request in the form that AWS made up for its signatures and others took over: method, path, query in order, headers
 * in order, their names and a hash of the body.
 * @param names headers that are signed, lower case; `host` is made from the address
 * @param path what stands for the path; as it is sent unless told
 */
export function canonicalRequest(
  { method, url, headers, body = '' }: OutgoingRequest,
  names: readonly string[],
  path = url.pathname,
): CanonicalRequest {
  const sorted = [...names].sort();
  const headerOf = (name: string) => (name === 'host' ? url.host : (headers[name] ?? '').trim().replace(/\s+/g, ' '));
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
  const signedHeaders = sorted.join(';');
  const lines = sorted.map((name) => `${name}:${headerOf(name)}`);
  return { text: [method, path, query, ...lines, '', signedHeaders, sha256(body)].join('\n'), signedHeaders };
}

/** RFC 3986, section 2.3: only letters, digits and `-._~` stay. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** In hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** HMAC by SHA-256 of one text after the other, each with the result of the one before as its key. */
export function hmacChain(key: string, ...texts: readonly string[]): Buffer {
  return texts.reduce<Buffer>((made, text) => createHmac('sha256', made).update(text).digest(), Buffer.from(key));
}

/** How a service of the make of AWS's wants a request signed: each part of the scope is a step of the key. */
export interface ScopedKey {
  /** `AWS4-HMAC-SHA256`. */
  readonly algorithm: string;
  readonly id: string;
  /** As the first key wants it, with a word of the service in front mostly. */
  readonly secret: string;
  /** Day, region and the like. */
  readonly scope: readonly string[];
  /** As it stands in the request. */
  readonly time: string;
}

/** What goes into the header `authorization`; no output shows the signature. @param path see {@link canonicalRequest} */
export function scopedAuthorization(
  request: OutgoingRequest,
  names: readonly string[],
  { algorithm, id, secret, scope, time }: ScopedKey,
  path?: string,
): string {
  const { text, signedHeaders } = canonicalRequest(request, names, path);
  const place = scope.join('/');
  const toSign = [algorithm, time, place, sha256(text)].join('\n');
  const signature = hmacChain(secret, ...scope, toSign).toString('hex');
  request.hide?.(signature);
  return `${algorithm} Credential=${[id, place].join('/')}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
