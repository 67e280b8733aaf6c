import { placeOfVariable, type ReadVariables } from './environment.js';
import type { ProblemCollector } from './problems.js';

/** The store that several instances share. */
export interface StoreSettings {
  /** Secret. */
  readonly url: string;
  /** Secret. */
  readonly directUrl: string | undefined;
  /** Base64 of 32 bytes. Secret. */
  readonly key: string;
  /** Secret. */
  readonly oldKey: string | undefined;
}

const keyBytes = 32;
const keyHint = 'Make one with openssl rand -base64 32, and give the same to every instance';

export function storeSettings({ values, given }: ReadVariables, problems: ProblemCollector): StoreSettings | undefined {
  const { LETSENCRYPT_STORE: url, LETSENCRYPT_STORE_KEY: key, LETSENCRYPT_STORE_KEY_OLD: oldKey } = values;
  if (url === undefined) {
    const alone = ['LETSENCRYPT_STORE_DIRECT', 'LETSENCRYPT_STORE_KEY_OLD'] as const;
    for (const name of alone) {
      if (given.has(name))
        problems.error(placeOfVariable(given, name), `${name} is set without LETSENCRYPT_STORE`, {
          hint: 'Set LETSENCRYPT_STORE, or remove it',
        });
    }
    return undefined;
  }
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    problems.error(
      placeOfVariable(given, 'LETSENCRYPT_STORE'),
      'LETSENCRYPT_STORE is no URL of a PostgreSQL database',
      {
        hint: 'Write it as postgres://role:password@host:5432/database',
      },
    );
    return undefined;
  }
  if (key === undefined) {
    problems.error('LETSENCRYPT_STORE_KEY', 'LETSENCRYPT_STORE is set without LETSENCRYPT_STORE_KEY', {
      hint: keyHint,
    });
    return undefined;
  }
  for (const [name, text] of Object.entries({ LETSENCRYPT_STORE_KEY: key, LETSENCRYPT_STORE_KEY_OLD: oldKey })) {
    if (text === undefined || isKey(text)) continue;
    problems.error(placeOfVariable(given, name), `${name} is not the base64 of 32 bytes`, { hint: keyHint });
    return undefined;
  }
  return { url, directUrl: values.LETSENCRYPT_STORE_DIRECT, key, oldKey };
}

/** Node reads base64 leniently, as it does everything between its letters. */
function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === keyBytes;
}
