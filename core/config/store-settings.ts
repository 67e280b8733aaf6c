import type { ReadVariables } from './environment.js';
import type { ProblemCollector } from './problems.js';
import type { VariableSpec } from './variable-spec.js';

/** Where more than one machine works on the same certificates. */
export const storeVariables = [
  {
    name: 'LETSENCRYPT_STORE',
    kind: 'string',
    secret: true,
    without: 'the configuration directory',
    meaning:
      'PostgreSQL database that several instances share: `postgres://role:password@host:5432/database?sslmode=verify-full&sslrootcert=/ca.pem`; see docs/scale.md',
  },
  {
    name: 'LETSENCRYPT_STORE_DIRECT',
    kind: 'string',
    secret: true,
    without: 'LETSENCRYPT_STORE',
    meaning: 'the same database without a pooler in between, for the one connection that listens',
  },
  {
    name: 'LETSENCRYPT_STORE_KEY',
    kind: 'string',
    secret: true,
    meaning:
      'what private keys, account keys and the journal are sealed with in the database: 32 bytes, base64 (`openssl rand -base64 32`)',
  },
  {
    name: 'LETSENCRYPT_STORE_KEY_OLD',
    kind: 'string',
    secret: true,
    meaning: 'the key of before, while LETSENCRYPT_STORE_KEY is changed',
  },
  {
    name: 'LETSENCRYPT_DELIVER',
    kind: 'list',
    without: 'all',
    meaning: 'with LETSENCRYPT_STORE, the certificates whose files this host wants, comma separated',
  },
] as const satisfies readonly VariableSpec[];

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
    const alone = ['LETSENCRYPT_STORE_DIRECT', 'LETSENCRYPT_STORE_KEY', 'LETSENCRYPT_STORE_KEY_OLD'] as const;
    for (const name of alone) {
      if (given.has(name))
        problems.error(given.get(name) ?? name, `${name} is set without LETSENCRYPT_STORE`, {
          hint: 'Set LETSENCRYPT_STORE, or remove it',
        });
    }
    return undefined;
  }
  if (!/^postgres(?:ql)?:\/\//.test(url)) {
    problems.error(
      given.get('LETSENCRYPT_STORE') ?? 'LETSENCRYPT_STORE',
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
    problems.error(given.get(name) ?? name, `${name} is not the base64 of 32 bytes`, { hint: keyHint });
    return undefined;
  }
  return { url, directUrl: values.LETSENCRYPT_STORE_DIRECT, key, oldKey };
}

/** Node reads base64 leniently, as it does everything between its letters. */
function isKey(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === keyBytes;
}
