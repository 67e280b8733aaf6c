import { acmeVariables } from './acme-variables.js';
import { storeVariables } from './store-variables.js';
import type { KindValues, VariableSpec } from './variable-spec.js';

/** The variables of the program itself; those of providers and plugins come from their manifests. */
export const variables = [
  ...acmeVariables,
  {
    name: 'LETSENCRYPT_PLUGINS',
    kind: 'list',
    meaning: 'third-party packages, comma separated: names of npm packages or paths',
  },
  ...storeVariables,
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
  {
    name: 'FOLLOW_CNAMES',
    kind: 'boolean',
    default: 'true',
    meaning: 'write the record at the target, where `_acme-challenge` is a CNAME',
  },
  {
    name: 'TZ',
    kind: 'timezone',
    alias: 'TIMEZONE',
    without: "the system's",
    meaning: 'time zone of CRON_TIME_STRING and of the log',
  },
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
    multiline: true,
    meaning: "the provider's options as on the command line: `--auth-username=u --auth-token='t t'`",
  },
  {
    name: 'LEXICON_OPTIONS',
    kind: 'string',
    multiline: true,
    meaning: 'options of lexicon itself: `--delegated=sub.example.com`, `--resolve-zone-name` …',
  },
  {
    name: 'LEXICON_SLEEP_TIME',
    kind: 'seconds',
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
    name: 'DOCKER_HOST',
    kind: 'url',
    default: 'unix:///var/run/docker.sock',
    meaning: 'Docker daemon, as the docker client reads it',
  },
  { name: 'HTTPS_PROXY', kind: 'proxy', secret: true, meaning: 'proxy for https URLs (ACME server, provider APIs)' },
  { name: 'HTTP_PROXY', kind: 'proxy', secret: true, meaning: 'proxy for http URLs; https never goes through it' },
  {
    name: 'NO_PROXY',
    kind: 'string',
    meaning: 'hosts, domains and networks (`192.0.2.0/24`) that are reached without a proxy',
  },
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
    name: 'LOG_LEVEL',
    kind: 'enum',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    synonyms: { critical: 'fatal', warning: 'warn', notset: 'trace', verbose: 'debug', off: 'silent', none: 'silent' },
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
