import { z } from 'zod';
import { type AccountKey, algorithms, importKey, signatureIsValid } from './account-key.js';
import type { NoncePool } from './nonces.js';
import { FlatJws, fromBase64url, parseAs, parseJson } from './parse.js';
import { Problem } from './problem.js';

const ProtectedHeader = z.object({
  alg: z.string(),
  nonce: z.string().optional(),
  url: z.string(),
  kid: z.string().optional(),
  jwk: z.unknown().optional(),
  crit: z.undefined().optional(),
});

export interface VerifiedJws {
  /** `undefined` for POST-as-GET, whose payload is empty. */
  readonly payload: unknown;
  readonly key: AccountKey;
  /** The account's URL; `undefined` when the request carried its key. */
  readonly kid: string | undefined;
}

export interface JwsRules {
  /** The URL that the request came to. */
  readonly url: string;
  readonly nonces: NoncePool;
  /** The key of an account's URL. @throws Problem accountDoesNotExist, unauthorized */
  readonly keyOf: (kid: string) => AccountKey;
  /** Which of the two must identify the key. */
  readonly identity: 'kid' | 'jwk' | 'either';
}

/** Checks a request's signature and all that RFC 8555 sections 6.2 to 6.5 ask of it. @throws Problem */
export function verifyJws(body: string, rules: JwsRules): VerifiedJws {
  const jws = parseAs(FlatJws, parseJson(body, 'the request'), 'the request');
  const headerText = fromBase64url(jws.protected, 'the protected header').toString();
  const header = parseAs(ProtectedHeader, parseJson(headerText, 'the protected header'), 'the protected header');
  if (!algorithms.some((algorithm) => algorithm === header.alg)) {
    throw new Problem('badSignatureAlgorithm', `${header.alg} is not supported`, { algorithms });
  }
  if (header.nonce === undefined) throw new Problem('badNonce', 'the request has no nonce');
  if (!rules.nonces.use(header.nonce)) throw new Problem('badNonce', 'the nonce is unknown or has been used');
  if (header.url !== rules.url)
    throw new Problem('unauthorized', `the request is signed for ${header.url}`, { status: 401 });
  const key = identify(header, rules);
  if (key.algorithm !== header.alg) {
    throw new Problem('badSignatureAlgorithm', `this key signs with ${key.algorithm}`, { algorithms });
  }
  if (!signatureIsValid(key, `${jws.protected}.${jws.payload}`, fromBase64url(jws.signature, 'the signature'))) {
    throw new Problem('malformed', 'the signature does not match');
  }
  const payload = fromBase64url(jws.payload, 'the payload').toString();
  return { payload: payload === '' ? undefined : parseJson(payload, 'the payload'), key, kid: header.kid };
}

function identify(header: z.infer<typeof ProtectedHeader>, { identity, keyOf }: JwsRules): AccountKey {
  if ((header.kid === undefined) === (header.jwk === undefined)) {
    throw new Problem('malformed', 'the protected header needs one of kid and jwk');
  }
  if (header.kid === undefined) {
    if (identity === 'kid') throw new Problem('malformed', 'this request must name its account by kid');
    return importKey(header.jwk);
  }
  if (identity === 'jwk') throw new Problem('malformed', 'this request must carry its key as jwk');
  return keyOf(header.kid);
}
