import { createHash, type KeyObject, sign } from 'node:crypto';
import type { OutgoingRequest } from '../../core/sdk/index.js';

/** Who signs: the key, and what it is called. */
export interface Identity {
  /** `tenancy/user/fingerprint`, or `ST$` and a token. */
  readonly keyId: string;
  readonly key: KeyObject;
}

/** Signs a request. https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm */
export function signRequest(request: OutgoingRequest, { keyId, key }: Identity, now: number): void {
  const { method, url, headers, body = '' } = request;
  headers.date = new Date(now).toUTCString();
  const signed: Record<string, string> = {
    '(request-target)': `${method.toLowerCase()} ${url.pathname}${url.search}`,
    host: url.host,
    date: headers.date,
  };
  if (/^(POST|PUT|PATCH)$/.test(method)) {
    headers['content-type'] ??= 'application/json';
    headers['x-content-sha256'] = createHash('sha256').update(body).digest('base64');
    signed['x-content-sha256'] = headers['x-content-sha256'];
    signed['content-type'] = headers['content-type'];
    signed['content-length'] = String(Buffer.byteLength(body));
  }
  const lines = Object.entries(signed).map(([name, value]) => `${name}: ${value}`);
  const signature = sign('sha256', Buffer.from(lines.join('\n')), key).toString('base64');
  const names = Object.keys(signed).join(' ');
  headers.authorization = `Signature version="1",keyId="${keyId}",algorithm="rsa-sha256",headers="${names}",signature="${signature}"`;
}
