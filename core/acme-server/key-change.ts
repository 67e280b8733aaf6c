import { z } from 'zod';
import { type AccountKey, importKey, signatureIsValid } from './account-key.js';
import { FlatJws, fromBase64url, parseAs, parseJson } from './parse.js';
import { Problem } from './problem.js';

const InnerHeader = z.strictObject({ alg: z.string(), jwk: z.unknown(), url: z.string() });
const KeyChange = z.object({ account: z.string(), oldKey: z.unknown() });

/**
 * The new key of an account (RFC 8555 section 7.3.5): the outer request is signed by the old one, the inner by the new one.
 * @param payload of the outer request
 * @throws Problem malformed
 */
export function verifyKeyChange(
  payload: unknown,
  { url, accountUrl, oldKey }: { readonly url: string; readonly accountUrl: string; readonly oldKey: AccountKey },
): AccountKey {
  const jws = parseAs(FlatJws, payload, 'keyChange');
  const headerText = fromBase64url(jws.protected, 'the inner header').toString();
  const header = parseAs(InnerHeader, parseJson(headerText, 'the inner header'), 'the inner header');
  if (header.url !== url) throw new Problem('malformed', 'the inner and the outer request are for different URLs');
  const key = importKey(header.jwk);
  if (key.algorithm !== header.alg) throw new Problem('malformed', `the new key signs with ${key.algorithm}`);
  const signature = fromBase64url(jws.signature, 'the inner signature');
  if (!signatureIsValid(key, `${jws.protected}.${jws.payload}`, signature)) {
    throw new Problem('malformed', 'the inner signature does not match');
  }
  const inner = parseAs(
    KeyChange,
    parseJson(fromBase64url(jws.payload, 'the change').toString(), 'the change'),
    'keyChange',
  );
  if (inner.account !== accountUrl) throw new Problem('malformed', 'the change is for another account');
  if (importKey(inner.oldKey).thumbprint !== oldKey.thumbprint) {
    throw new Problem('malformed', 'the old key is not that of the account');
  }
  return key;
}
