import type { KindValues, VariableSpec } from './variable-spec.js';

/** Every variable of the program; those of the providers come from their manifests. */
export const variables = [
  {
    name: 'LETSENCRYPT_CONFIG_DIR',
    kind: 'path',
    default: '/etc/letsencrypt',
    meaning: 'directory of the configuration, the accounts and the certificates; `--config-dir` wins',
  },
  { name: 'LETSENCRYPT_DOMAINS_CONF', kind: 'path', without: '`domains.conf` in it', meaning: 'path of domains.conf' },
  {
    name: 'LETSENCRYPT_USER_MAIL',
    kind: 'mail',
    default: 'noreply@example.com',
    meaning: 'contact of the ACME account; the default is not sent to the CA',
  },
  { name: 'LETSENCRYPT_STAGING', kind: 'boolean', default: 'false', meaning: "Let's Encrypt's staging CA, for trials" },
  {
    name: 'LETSENCRYPT_ACME_V1',
    kind: 'boolean',
    default: 'false',
    meaning: '`true` is refused: the servers of ACME v1 are gone',
  },
  {
    name: 'LETSENCRYPT_SERVER',
    kind: 'url',
    without: "Let's Encrypt",
    meaning: 'directory URL of any ACME CA; wins over LETSENCRYPT_STAGING',
  },
  {
    name: 'LETSENCRYPT_CA_BUNDLE',
    kind: 'path',
    meaning: 'PEM file of further root certificates to trust for the ACME server and the provider APIs',
  },
  { name: 'LETSENCRYPT_EAB_KID', kind: 'string', meaning: 'external account binding: key id' },
  {
    name: 'LETSENCRYPT_EAB_HMAC_KEY',
    kind: 'string',
    secret: true,
    meaning: 'external account binding: HMAC key, base64url',
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
  {
    name: 'LETSENCRYPT_PLUGINS',
    kind: 'list',
    meaning: 'third-party packages, comma separated: names of npm packages or paths',
  },
  {
    name: 'LETSENCRYPT_WATCH_POLLING',
    kind: 'boolean',
    default: 'false',
    meaning: 'look for changed files every second, where a network file system reports none',
  },
  {
    name: 'CRON_TIME_STRING',
    kind: 'cron',
    default: '12 01,13 * * *',
    meaning: 'when to look for certificates to renew, as in a crontab',
  },
  { name: 'TZ', kind: 'timezone', without: "the system's", meaning: 'time zone of CRON_TIME_STRING and of the log' },
  {
    name: 'LEXICON_PROVIDER',
    kind: 'string',
    default: 'cloudflare',
    meaning:
      'DNS provider: an id of `letsencrypt-dns providers`, or `auto`: the one that each zone’s name servers belong to',
  },
  {
    name: 'LEXICON_PROVIDER_OPTIONS',
    kind: 'string',
    secret: true,
    meaning: "the provider's options as on the command line: `--auth-username=u --auth-token='t t'`",
  },
  {
    name: 'LEXICON_OPTIONS',
    kind: 'string',
    meaning: 'options of lexicon itself: `--delegated=sub.example.com`, `--resolve-zone-name` …',
  },
  {
    name: 'LEXICON_SLEEP_TIME',
    kind: 'integer',
    minimum: 0,
    default: '30',
    meaning: 'longest wait of one round of propagation checks, in seconds; with DNS_PROPAGATION=off the only wait',
  },
  {
    name: 'LEXICON_MAX_CHECKS',
    kind: 'integer',
    minimum: 0,
    without: '4',
    meaning: 'rounds of propagation checks; 0 checks nothing, as DNS_PROPAGATION=off',
  },
  {
    name: 'LEXICON_TTL',
    kind: 'integer',
    minimum: 1,
    without: "the provider's minimum, at least 60",
    meaning: 'TTL of the TXT records, in seconds',
  },
  {
    name: 'DNS_RESOLVERS',
    kind: 'endpoints',
    without: "the system's",
    meaning:
      'recursive resolvers, `host[:port]` or `https://…` (DNS over HTTPS), comma separated, for zones, CNAMEs and propagation in mode `recursive`',
  },
  {
    name: 'DNS_PROPAGATION',
    kind: 'enum',
    choices: ['authoritative', 'recursive', 'off'],
    default: 'authoritative',
    meaning:
      'wait until every authoritative server of the zone, or the recursive resolvers, show the records; `off`: only sleep',
  },
  {
    name: 'CERTS_DIRS_MODE',
    kind: 'mode',
    default: '0750',
    meaning: 'mode of all directories below live/ and archive/',
  },
  { name: 'CERTS_FILES_MODE', kind: 'mode', default: '0640', meaning: 'mode of all files below live/ and archive/' },
  { name: 'CERTS_USER_OWNER', kind: 'owner', default: 'root', meaning: 'owner of these, name or number' },
  { name: 'CERTS_GROUP_OWNER', kind: 'owner', default: 'root', meaning: 'group of these, name or number' },
  { name: 'PFX_EXPORT', kind: 'boolean', default: 'false', meaning: 'write a PKCS#12 file next to the PEM files' },
  { name: 'PFX_EXPORT_PASSPHRASE', kind: 'string', secret: true, without: 'empty', meaning: 'its passphrase' },
  {
    name: 'PFX_EXPORT_LEGACY',
    kind: 'boolean',
    default: 'false',
    meaning: 'encrypt it in the old way that old Windows and Java need',
  },
  {
    name: 'DEPLOY_HOOK',
    kind: 'string',
    meaning: 'command run after each issue or renewal, with RENEWED_LINEAGE and RENEWED_DOMAINS',
  },
  {
    name: 'DOCKER_CLUSTER_PROVIDER',
    kind: 'enum',
    choices: ['none', 'swarm'],
    default: 'none',
    meaning: '`swarm`: the names in autorestart are those of services',
  },
  {
    name: 'DOCKER_HOST',
    kind: 'url',
    default: 'unix:///var/run/docker.sock',
    meaning: 'Docker daemon, as the docker client reads it',
  },
  { name: 'HTTPS_PROXY', kind: 'string', secret: true, meaning: 'proxy for https URLs (ACME server, provider APIs)' },
  { name: 'HTTP_PROXY', kind: 'string', secret: true, meaning: 'proxy for http URLs' },
  { name: 'NO_PROXY', kind: 'string', meaning: 'hosts that are reached without a proxy' },
  { name: 'NODE_EXTRA_CA_CERTS', kind: 'path', meaning: 'as LETSENCRYPT_CA_BUNDLE, for the whole process' },
  {
    name: 'STATUS_LISTEN',
    kind: 'endpoint',
    without: 'off',
    meaning: 'where the status page, health and metrics are served: `[host:]port`, loopback where no host is given',
  },
  {
    name: 'STATUS_HOSTS',
    kind: 'list',
    without: 'addresses, names without a dot, and the name of the machine',
    meaning: 'further names under which the status page is asked for, comma separated; `*` takes any',
  },
  {
    name: 'NOTIFY_URLS',
    kind: 'list',
    secret: true,
    meaning: 'where to report lasting failures and near expiry, comma separated',
  },
  {
    name: 'LOG_LEVEL',
    kind: 'enum',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    meaning: 'how much is logged',
  },
  {
    name: 'LOG_FORMAT',
    kind: 'enum',
    choices: ['text', 'json'],
    without: '`text` on a terminal, else `json`',
    meaning: 'lines for people (`text`) or one JSON object a line (`json`)',
  },
] as const satisfies readonly VariableSpec[];

export type KnownVariable = (typeof variables)[number];
export type VariableName = KnownVariable['name'];
type ValueOf<V extends VariableSpec> = V extends { choices: readonly (infer C)[] } ? C : KindValues[V['kind']];

/** The value of each variable by its name; undefined where it is not set and has no default. */
export type VariableValues = {
  readonly [V in KnownVariable as V['name']]: ValueOf<V> | (V extends { default: string } ? never : undefined);
};
