import { canonicalRequest, encodeStrictly, hmacChain, type OutgoingRequest, sha256 } from '../../core/sdk/index.js';

/**
 * Signs a request in place, by SDK-HMAC-SHA256. The path is signed with a slash at its end.
 * https://support.huaweicloud.com/intl/en-us/devg-apisign/api-sign-algorithm-001.html
 * @param now milliseconds since the epoch
 */
export function signHuawei(request: OutgoingRequest, key: { id: string; secret: string }, now: number): void {
  const { headers, url } = request;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  headers['x-sdk-date'] = time;
  const names = Object.keys(headers).filter((name) => name === 'content-type' || name.startsWith('x-'));
  const segments = url.pathname.replace(/\/$/, '').split('/').map(decodeURIComponent).map(encodeStrictly);
  const { text, signedHeaders } = canonicalRequest(request, ['host', ...names], [...segments, ''].join('/'));
  const signature = hmacChain(key.secret, ['SDK-HMAC-SHA256', time, sha256(text)].join('\n')).toString('hex');
  headers.authorization = `SDK-HMAC-SHA256 Access=${key.id}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}
