import { createHash, createHmac } from 'node:crypto';
import type { OutgoingRequest } from '../../core/sdk/index.js';

export interface EdgeGridKeys {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

/** Of a body no more than this is signed, in bytes. */
const largestBody = 131_072;

/**
 * Signs a request in place, by Akamai's EdgeGrid. https://techdocs.akamai.com/developer/docs/authenticate-with-edgegrid
 * @param now milliseconds since the epoch
 * @param nonce used once
 */
export function signEdgeGrid(request: OutgoingRequest, keys: EdgeGridKeys, now: number, nonce: string): void {
  const { method, url, headers, body } = request;
  const time = `${new Date(now).toISOString().slice(0, 19).replaceAll('-', '')}+0000`;
  const { clientToken, accessToken, clientSecret } = keys;
  const unsigned = `EG1-HMAC-SHA256 client_token=${clientToken};access_token=${accessToken};timestamp=${time};nonce=${nonce};`;
  // Only bodies of POST are signed, and no headers.
  const sent = method === 'POST' && body !== undefined && body !== '' ? hash(body) : '';
  const target = [url.pathname, url.search].join('');
  const text = [method, url.protocol.replace(':', ''), url.host, target, '', sent, unsigned].join('\t');
  headers.authorization = `${unsigned}signature=${hmac(hmac(clientSecret, time), text)}`;
}

function hash(body: string): string {
  return createHash('sha256').update(Buffer.from(body).subarray(0, largestBody)).digest('base64');
}

function hmac(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
