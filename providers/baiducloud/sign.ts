import { encodeStrictly, hmacChain, type OutgoingRequest } from '../../core/sdk/index.js';

export interface BaiduKey {
  readonly id: string;
  readonly secret: string;
}

/**
 * Signs a request in place, host and date. https://cloud.baidu.com/doc/Reference/s/njwvz1yfu
 * @param now milliseconds since the epoch
 */
export function signBce({ method, url, headers }: OutgoingRequest, key: BaiduKey, now: number): void {
  const date = new Date(now).toISOString().replace(/\.\d+/, '');
  headers['x-bce-date'] = date;
  const query = [...url.searchParams].map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).sort();
  const signed = [
    ['host', url.host],
    ['x-bce-date', date],
  ].map(([name = '', value = '']) => `${name}:${encodeStrictly(value)}`);
  const info = ['bce-auth-v1', key.id, date, '1800'].join('/');
  const signKey = hmacChain(key.secret, info).toString('hex');
  const signature = hmacChain(signKey, [method, url.pathname, query.join('&'), ...signed].join('\n')).toString('hex');
  headers.authorization = [info, 'host;x-bce-date', signature].join('/');
}
