import { createHmac, randomUUID } from 'node:crypto';
import { encodeStrictly, type OutgoingRequest } from '../../core/sdk/index.js';

/**
 * Signs a call, all of which stands in the query
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism).
 */
export function sign(request: OutgoingRequest, key: { id: string; secret: string }, now: number): void {
  const { searchParams } = request.url;
  searchParams.set('AccessKeyId', key.id);
  searchParams.set('SignatureMethod', 'HMAC-SHA1');
  searchParams.set('SignatureNonce', randomUUID());
  searchParams.set('SignatureVersion', '1.0');
  searchParams.set('Timestamp', new Date(now).toISOString().replace(/\.\d+/, ''));
  const query = [...searchParams]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&');
  const text = `${request.method}&${encodeStrictly('/')}&${encodeStrictly(query)}`;
  searchParams.set('Signature', createHmac('sha1', `${key.secret}&`).update(text).digest('base64'));
}
