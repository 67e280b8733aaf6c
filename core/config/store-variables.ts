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
