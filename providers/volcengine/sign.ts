import { type OutgoingRequest, scopedAuthorization, sha256 } from '../../core/sdk/index.js';

export interface VolcengineKey {
  readonly id: string;
  readonly secret: string;
  readonly sessionToken?: string | undefined;
}

/**
 * Signs a request in place, by HMAC-SHA256. https://www.volcengine.com/docs/6369/67269
 * @param place region and service
 * @param now milliseconds since the epoch
 */
export function signVolcengine(
  request: OutgoingRequest,
  { id, secret, sessionToken }: VolcengineKey,
  place: { readonly region: string; readonly service: string },
  now: number,
): void {
  const { headers } = request;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  headers['x-date'] = time;
  headers['x-content-sha256'] = sha256(request.body ?? '');
  if (sessionToken !== undefined) headers['x-security-token'] = sessionToken;
  const names = Object.keys(headers).filter((name) => name === 'content-type' || name.startsWith('x-'));
  const scope = [time.slice(0, 8), place.region, place.service, 'request'];
  const key = { algorithm: 'HMAC-SHA256', id, secret, scope, time };
  headers.authorization = scopedAuthorization(request, ['host', ...names], key);
}
