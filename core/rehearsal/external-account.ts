import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { importKey } from './account-key.js';
import { FlatJws, fromBase64url, parseAs, parseJson } from './parse.js';
import { Problem } from './problem.js';

const BindingHeader = z.strictObject({ alg: z.literal('HS256'), kid: z.string(), url: z.string() });

/**
 * Checks an external account binding (RFC 8555 section 7.3.4) and returns its key identifier.
 * @throws Problem externalAccountRequired, malformed, unauthorized
 */
export function verifyBinding(
  binding: unknown,
  thumbprint: string,
  url: string,
  keys: Readonly<Record<string, string>>,
): string {
  if (binding === undefined) throw new Problem('externalAccountRequired', 'this CA needs an external account binding');
  const jws = parseAs(FlatJws, binding, 'externalAccountBinding');
  const headerText = fromBase64url(jws.protected, 'the binding header').toString();
  const header = parseAs(BindingHeader, parseJson(headerText, 'the binding header'), 'the binding header');
  if (header.url !== url) throw new Problem('malformed', `the binding is made for ${header.url}`);
  const bound = importKey(parseJson(fromBase64url(jws.payload, 'the binding').toString(), 'the binding'));
  if (bound.thumbprint !== thumbprint) throw new Problem('malformed', 'the binding is made for another account key');
  const secret = Object.hasOwn(keys, header.kid) ? keys[header.kid] : undefined;
  if (secret === undefined) throw new Problem('unauthorized', `no external account ${header.kid}`);
  const expected = createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(`${jws.protected}.${jws.payload}`)
    .digest();
  const signature = fromBase64url(jws.signature, 'the signature of the binding');
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Problem('unauthorized', 'the signature of the binding does not match');
  }
  return header.kid;
}
