import { canonicalRequest, hmacChain, type OutgoingRequest, sha256 } from '../../../core/sdk/index.js';

export interface TencentKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * Signs a request in place, by TC3-HMAC-SHA256. The service is the first part of the host.
 * https://cloud.tencent.com/document/product/1427/56189
 * @param now milliseconds since the epoch
 */
export function signTc3(request: OutgoingRequest, key: TencentKey, now: number): void {
  const { headers, url } = request;
  const seconds = String(Math.floor(now / 1000));
  headers['x-tc-timestamp'] = seconds;
  const { text, signedHeaders } = canonicalRequest(request, ['content-type', 'host']);
  const day = new Date(now).toISOString().slice(0, 10);
  const [service = ''] = url.host.split('.');
  const scope = [day, service, 'tc3_request'].join('/');
  const toSign = ['TC3-HMAC-SHA256', seconds, scope, sha256(text)].join('\n');
  const signature = hmacChain(`TC3${key.secret}`, day, service, 'tc3_request', toSign).toString('hex');
  const credential = [key.id, scope].join('/');
  headers.authorization = `TC3-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
