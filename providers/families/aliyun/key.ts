import { z } from 'zod';
import { type HttpClient, memo, path } from '../../../core/sdk/index.js';

export interface AliyunKey {
  readonly id: string;
  readonly secret: string;
  /** Of the STS, with a temporary key. */
  readonly securityToken?: string | undefined;
}

/** A key, or the name of the role that the machine has; one of them must be there. */
export type GivenKey = Readonly<Partial<Record<'id' | 'secret' | 'securityToken' | 'role', string | undefined>>>;

const RoleKey = z
  .object({ AccessKeyId: z.string(), AccessKeySecret: z.string(), SecurityToken: z.string(), Expiration: z.string() })
  .transform(({ AccessKeyId: id, AccessKeySecret: secret, SecurityToken: securityToken, Expiration }) => {
    return { id, secret, securityToken, expiresAt: Date.parse(Expiration) };
  });

/** A role's key is renewed so long before it expires, in milliseconds. */
const renewEarlyMs = 5 * 60_000;

/** Finds the key to sign with: the one that was given, or that of the machine's role, which is renewed in time. */
export function keySource(given: GivenKey, http: HttpClient, now: () => number): () => Promise<AliyunKey> {
  const { id = '', secret = '', securityToken, role } = given;
  if (role === undefined) return async () => ({ id, secret, securityToken });
  const roleKey = memo(async () => {
    const key = await readRole(http, role);
    http.hide(key.secret, key.securityToken);
    return key;
  });
  return async () => {
    const key = await roleKey();
    if (key.expiresAt - renewEarlyMs > now()) return key;
    roleKey.forget();
    return roleKey();
  };
}

/** https://www.alibabacloud.com/help/en/ecs/user-guide/obtain-a-temporary-authorization-token */
async function readRole(http: HttpClient, role: string) {
  const metadata = http.extend({ baseUrl: 'http://100.100.100.200/latest', timeoutMs: 5000 });
  const headers = { 'x-aliyun-ecs-metadata-token-ttl-seconds': '60' };
  const { text } = await metadata.send('PUT', '/api/token', { headers, responseFormat: 'text' });
  http.hide(text);
  return metadata.get(path`/meta-data/ram/security-credentials/${role}`, RoleKey, {
    headers: { 'x-aliyun-ecs-metadata-token': text },
  });
}
