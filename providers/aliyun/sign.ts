import { createHmac, randomUUID } from 'node:crypto';
import type { OutgoingRequest } from '../../core/sdk/index.js';

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
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
  const text = `${request.method}&${encode('/')}&${encode(query)}`;
  searchParams.set('Signature', createHmac('sha1', `${key.secret}&`).update(text).digest('base64'));
}

/** RFC 3986, section 2.3. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
