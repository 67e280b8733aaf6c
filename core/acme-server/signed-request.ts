import type { AccountKey } from './account-key.js';
import { type JwsRules, verifyJws } from './jws.js';
import type { NoncePool } from './nonces.js';
import { Problem } from './problem.js';

export interface SignedBody {
  /** The URL that it came to, as clients see it. */
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

/** Who signed a request, and what it says. */
export interface Verified<Account> {
  /** `undefined` for POST-as-GET. */
  readonly payload: unknown;
  readonly key: AccountKey;
  /** `undefined` where the request carried its key instead. */
  readonly account: Account | undefined;
}

export interface SignedRules<Account> {
  readonly nonces: NoncePool;
  readonly identity: JwsRules['identity'];
  /** The account of a URL. @throws Problem accountDoesNotExist, unauthorized */
  readonly accountOf: (kid: string) => Account;
}

/** All that RFC 8555 section 6.2 asks of a POST. @throws Problem */
export function readSigned<Account extends { readonly key: AccountKey }>(
  { url, contentType, body }: SignedBody,
  { nonces, identity, accountOf }: SignedRules<Account>,
): Verified<Account> {
  if (contentType.split(';')[0]?.trim().toLowerCase() !== 'application/jose+json') {
    throw new Problem('malformed', 'requests must be application/jose+json', { status: 415 });
  }
  const { payload, key, kid } = verifyJws(body, { url, nonces, identity, keyOf: (kid) => accountOf(kid).key });
  return { payload, key, account: kid === undefined ? undefined : accountOf(kid) };
}
