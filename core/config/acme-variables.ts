import { usualDirectory } from './usual-directory.js';
import type { VariableSpec } from './variable-spec.js';

/** Where the configuration lies, which CA is asked, and what for. */
export const acmeVariables = [
  {
    name: 'LETSENCRYPT_CONFIG_DIR',
    kind: 'path',
    default: usualDirectory,
    alias: 'CERTS_PATH',
    meaning: 'directory of the configuration, the accounts and the certificates; `--config-dir` wins',
  },
  {
    name: 'LETSENCRYPT_ENV_FILE',
    kind: 'path',
    without: '`/etc/letsencrypt-dns.env`, where it exists',
    meaning: 'file of further variables, `NAME=value` a line; those of the process win',
  },
  {
    name: 'CONFIG_PATH',
    kind: 'path',
    meaning: 'a YAML configuration, as `--config`; the name that dnsrobocert’s image gives it',
  },
  { name: 'LETSENCRYPT_DOMAINS_CONF', kind: 'path', without: '`domains.conf` in it', meaning: 'path of domains.conf' },
  {
    name: 'LETSENCRYPT_USER_MAIL',
    kind: 'mail',
    default: 'noreply@example.com',
    multiline: true,
    meaning: 'contact of the ACME account, several comma separated; the default is not sent to the CA',
  },
  {
    name: 'LETSENCRYPT_STAGING',
    kind: 'boolean',
    default: 'false',
    meaning: 'the staging server of the CA, for trials; LETSENCRYPT_SERVER wins',
  },
  {
    name: 'LETSENCRYPT_ACME_V1',
    kind: 'boolean',
    default: 'false',
    meaning: '`true` is refused: the servers of ACME v1 are gone',
  },
  {
    name: 'LETSENCRYPT_SERVER',
    kind: 'directory',
    without: 'that of LETSENCRYPT_CA',
    meaning: 'directory URL of any ACME CA; wins over LETSENCRYPT_CA and LETSENCRYPT_STAGING',
  },
  {
    name: 'LETSENCRYPT_CA',
    kind: 'authority',
    without: '`letsencrypt`',
    meaning: 'the CA: `letsencrypt`, `zerossl`, `google`, `sslcom`, `actalis`, or the URL of its ACME directory',
  },
  {
    name: 'LETSENCRYPT_CA_BUNDLE',
    kind: 'path',
    meaning: 'PEM file of further root certificates to trust for the ACME server and the provider APIs',
  },
  { name: 'LETSENCRYPT_EAB_KID', kind: 'string', meaning: 'external account binding: key id' },
  {
    name: 'LETSENCRYPT_EAB_HMAC_KEY',
    kind: 'binding-key',
    secret: true,
    meaning: 'external account binding: HMAC key, in base64 or base64url',
  },
  {
    name: 'LETSENCRYPT_PROFILE',
    kind: 'string',
    without: "the CA's default",
    meaning: 'ACME profile: `classic`, `tlsserver`, `shortlived` … ',
  },
  {
    name: 'LETSENCRYPT_PREFERRED_CHAIN',
    kind: 'string',
    without: "the CA's default",
    meaning: 'common name of the issuer of the wanted chain',
  },
  {
    name: 'LETSENCRYPT_KEY_TYPE',
    kind: 'enum',
    choices: ['rsa', 'rsa4096', 'ecdsa', 'ecdsa384'],
    default: 'ecdsa',
    meaning: 'key of new certificates: `rsa` (2048 bits), `rsa4096`, `ecdsa` (P-256), `ecdsa384` (P-384)',
  },
  { name: 'LETSENCRYPT_REUSE_KEY', kind: 'boolean', default: 'false', meaning: 'keep the private key at renewal' },
  {
    name: 'LETSENCRYPT_ON_REMOVE',
    kind: 'enum',
    choices: ['revoke', 'delete', 'keep'],
    default: 'revoke',
    meaning:
      'what becomes of a certificate that the configuration no longer names: `revoke` (and delete), `delete`, `keep`',
  },
] as const satisfies readonly VariableSpec[];
