import { parseServerAddress, type ServerAddress } from './server-address.js';

/**
 * Servers that stand for those of every zone, for tests alone: authoritative servers in a lab listen on ports of their
 * own, which NS records cannot tell. Not documented for users, since a real zone's servers are never elsewhere.
 * @throws Failure CONFIG
 */
export function authoritativeOverride(
  env: Readonly<Record<string, string | undefined>>,
): readonly ServerAddress[] | undefined {
  const value = env.LETSENCRYPT_DNS_TEST_AUTHORITATIVE;
  return value ? value.split(',').map(parseServerAddress) : undefined;
}
