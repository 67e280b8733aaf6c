import { createHmac, randomUUID } from 'node:crypto';
import { encodeStrictly, type OutgoingRequest } from '../../../core/sdk/index.js';
import type { AliyunKey } from './key.js';

/**
 * Signs a call, all of which stands in the query
 * (https://www.alibabacloud.com/help/en/sdk/product-overview/rpc-mechanism).
 */
export function sign(request: OutgoingRequest, key: AliyunKey, now: number): void {
  const { searchParams } = request.url;
  const fields = {
    AccessKeyId: key.id,
    SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: randomUUID(),
    SignatureVersion: '1.0',
    Timestamp: new Date(now).toISOString().replace(/\.\d+/, ''),
    ...(key.securityToken !== undefined && { SecurityToken: key.securityToken }),
  };
  for (const [name, value] of Object.entries(fields)) searchParams.set(name, value);
  searchParams.sort();
  const query = [...searchParams].map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`).join('&');
  const text = `${request.method}&${encodeStrictly('/')}&${encodeStrictly(query)}`;
  const signature = createHmac('sha1', `${key.secret}&`).update(text).digest('base64');
  request.hide?.(signature);
  searchParams.set('Signature', signature);
}
