import { canonicalName, Failure } from '../../core/sdk/index.js';

/** A shared key (RFC 8945). */
export interface TsigKey {
  /** Lower case, no final dot. */
  readonly name: string;
  /** The algorithm as a domain name, no final dot. */
  readonly algorithm: string;
  /** What node:crypto calls its hash. */
  readonly hash: string;
  readonly secret: Buffer;
}

/** RFC 8945, section 6; the name of the oldest has remained as it was in RFC 2845. */
const algorithms: Readonly<Record<string, { readonly algorithm: string; readonly hash: string }>> = {
  md5: { algorithm: 'hmac-md5.sig-alg.reg.int', hash: 'md5' },
  sha1: { algorithm: 'hmac-sha1', hash: 'sha1' },
  sha224: { algorithm: 'hmac-sha224', hash: 'sha224' },
  sha256: { algorithm: 'hmac-sha256', hash: 'sha256' },
  sha384: { algorithm: 'hmac-sha384', hash: 'sha384' },
  sha512: { algorithm: 'hmac-sha512', hash: 'sha512' },
};

const place = '--auth-token';

/**
 * Reads `algorithm:name:secret`; the algorithm in any case, with or without `hmac-`, the secret in base64.
 * @throws Failure CONFIG, without any part of the secret
 */
export function parseTsigKey(token: string): TsigKey {
  const [algorithm = '', name = '', secret = '', ...rest] = token.trim().split(':');
  if (name === '' || secret === '' || rest.length > 0) {
    throw new Failure('CONFIG', 'the TSIG key is not of the form algorithm:name:secret', {
      place,
      hint: 'Write it as hmac-sha256:name:secret, as tsig-keygen prints them',
    });
  }
  const known = algorithms[algorithm.toLowerCase().replace(/^hmac-|(\.sig-alg\.reg\.int)?\.?$/g, '')];
  if (known === undefined) {
    const names = Object.keys(algorithms).map((each) => `hmac-${each}`);
    throw new Failure('CONFIG', 'the algorithm of the TSIG key is unknown', {
      place,
      hint: `Use one of ${names.join(', ')}`,
    });
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(secret) || secret.replace(/=+$/, '').length % 4 === 1) {
    throw new Failure('CONFIG', 'the secret of the TSIG key is not base64', {
      place,
      hint: 'Copy the secret as it stands in the configuration of the server',
    });
  }
  return { ...known, name: canonicalName(name), secret: Buffer.from(secret, 'base64') };
}
