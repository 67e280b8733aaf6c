import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { importKey } from './account-key.js';
import { FlatJws, fromBase64url, parseAs, parseJson } from './parse.js';
import { Problem } from './problem.js';

const BindingHeader = z.strictObject({ alg: z.literal('HS256'), kid: z.string(), url: z.string() });

export interface BindingRules {
  /** Of the account key that is registered. */
  readonly thumbprint: string;
  /** Of newAccount. */
  readonly url: string;
  /** Looks up the key of an external account and asks whether it made the signature. @throws where it is unknown or did not */
  readonly verify: (kid: string, isRight: (key: Buffer) => boolean) => void;
}

/**
 * Checks an external account binding (RFC 8555 section 7.3.4) and returns its key identifier.
 * @throws Problem externalAccountRequired, malformed; what `verify` throws
 */
export function verifyBinding(binding: unknown, { thumbprint, url, verify }: BindingRules): string {
  if (binding === undefined) throw new Problem('externalAccountRequired', 'this CA needs an external account binding');
  const jws = parseAs(FlatJws, binding, 'externalAccountBinding');
  const headerText = fromBase64url(jws.protected, 'the binding header').toString();
  const header = parseAs(BindingHeader, parseJson(headerText, 'the binding header'), 'the binding header');
  if (header.url !== url) throw new Problem('malformed', `the binding is made for ${header.url}`);
  const bound = importKey(parseJson(fromBase64url(jws.payload, 'the binding').toString(), 'the binding'));
  if (bound.thumbprint !== thumbprint) throw new Problem('malformed', 'the binding is made for another account key');
  const signature = fromBase64url(jws.signature, 'the signature of the binding');
  verify(header.kid, (key) => {
    const expected = createHmac('sha256', key).update(`${jws.protected}.${jws.payload}`).digest();
    return signature.length === expected.length && timingSafeEqual(signature, expected);
  });
  return header.kid;
}

/** For external accounts that are a table of base64url keys. @throws Problem unauthorized */
export function verifyByTable(keys: Readonly<Record<string, string>>): BindingRules['verify'] {
  return (kid, isRight) => {
    const secret = Object.hasOwn(keys, kid) ? keys[kid] : undefined;
    if (secret === undefined) throw new Problem('unauthorized', `no external account ${kid}`);
    if (!isRight(Buffer.from(secret, 'base64url'))) {
      throw new Problem('unauthorized', 'the signature of the binding does not match');
    }
  };
}
