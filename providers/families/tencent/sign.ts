import { type OutgoingRequest, scopedAuthorization } from '../../../core/sdk/index.js';

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
  const day = new Date(now).toISOString().slice(0, 10);
  const [service = ''] = url.host.split('.');
  headers.authorization = scopedAuthorization(request, ['content-type', 'host'], {
    algorithm: 'TC3-HMAC-SHA256',
    id: key.id,
    secret: `TC3${key.secret}`,
    scope: [day, service, 'tc3_request'],
    time: seconds,
  });
}
