import { randomBytes } from 'node:crypto';

export interface TsigKey {
  readonly algorithm: 'hmac-sha256' | 'hmac-sha512' | 'hmac-md5';
  readonly name: string;
  /** Base64. */
  readonly secret: string;
}

/** One key of each algorithm that must work (RFC 8945 section 6), with fresh secrets. */
export interface TsigKeys {
  readonly sha256: TsigKey;
  readonly sha512: TsigKey;
  readonly md5: TsigKey;
}

/** Makes the keys that a lab server takes updates from. */
export function createTsigKeys(): TsigKeys {
  return {
    sha256: { algorithm: 'hmac-sha256', name: 'lab-sha256', secret: randomBytes(32).toString('base64') },
    sha512: { algorithm: 'hmac-sha512', name: 'lab-sha512', secret: randomBytes(64).toString('base64') },
    md5: { algorithm: 'hmac-md5', name: 'lab-md5', secret: randomBytes(16).toString('base64') },
  };
}
