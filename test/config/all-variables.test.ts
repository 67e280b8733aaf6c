import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { allVariables } from '../../core/config/plugin-variables.js';
import type { VariableSpec } from '../../core/config/variable-spec.js';
import { configurationJsonSchema } from '../../core/config/yaml/json-schema.js';
import { builtInPlugins } from '../../core/manifest/built-in.js';

/** Everything but what is for people. */
const expected = `
LETSENCRYPT_CONFIG_DIR path default=/etc/letsencrypt alias=CERTS_PATH
LETSENCRYPT_ENV_FILE path without
CONFIG_PATH path
LETSENCRYPT_DOMAINS_CONF path without
LETSENCRYPT_USER_MAIL mail default=noreply@example.com multiline=true
LETSENCRYPT_STAGING boolean default=false
LETSENCRYPT_ACME_V1 boolean default=false
LETSENCRYPT_SERVER directory without
LETSENCRYPT_CA authority without
LETSENCRYPT_CA_BUNDLE path
LETSENCRYPT_EAB_KID string
LETSENCRYPT_EAB_HMAC_KEY binding-key secret=true
LETSENCRYPT_PROFILE string without
LETSENCRYPT_PREFERRED_CHAIN string without
LETSENCRYPT_KEY_TYPE enum choices=rsa|rsa4096|ecdsa|ecdsa384 default=ecdsa
LETSENCRYPT_REUSE_KEY boolean default=false
LETSENCRYPT_ON_REMOVE enum choices=revoke|delete|keep default=revoke
LETSENCRYPT_PLUGINS list
LETSENCRYPT_STORE string secret=true without
LETSENCRYPT_STORE_DIRECT string secret=true without
LETSENCRYPT_STORE_KEY string secret=true
LETSENCRYPT_STORE_KEY_OLD string secret=true
LETSENCRYPT_DELIVER list without
LETSENCRYPT_WATCH_POLLING boolean default=false
CRON_TIME_STRING cron default=12 01,13 * * *
FOLLOW_CNAMES boolean default=true
TZ timezone alias=TIMEZONE without
LEXICON_PROVIDER string default=cloudflare
LEXICON_PROVIDER_OPTIONS string secret=true multiline=true
LEXICON_OPTIONS string multiline=true
LEXICON_SLEEP_TIME seconds minimum=0 default=30
LEXICON_MAX_CHECKS integer minimum=0 without
LEXICON_TTL integer minimum=1 without
DNS_RESOLVERS endpoints without
DNS_PROPAGATION enum choices=authoritative|recursive|off default=authoritative
DOCKER_HOST url default=unix:///var/run/docker.sock
HTTPS_PROXY proxy secret=true
HTTP_PROXY proxy secret=true
NO_PROXY string
NODE_EXTRA_CA_CERTS path
STATUS_LISTEN endpoint without
STATUS_HOSTS list without
LOG_LEVEL enum choices=fatal|error|warn|info|debug|trace|silent synonyms=critical:fatal|warning:warn|notset:trace|verbose:debug|off:silent|none:silent default=info
LOG_FORMAT enum choices=text|json without
CERTS_DIRS_MODE mode default=0750 others
CERTS_FILES_MODE mode default=0640 others
CERTS_USER_OWNER owner default=root
CERTS_GROUP_OWNER owner default=root
PFX_EXPORT boolean default=false
PFX_EXPORT_PASSPHRASE string secret=true without
PFX_EXPORT_LEGACY boolean default=false
DEPLOY_HOOK string multiline=true withheld=true
DEPLOY_HOOK_ENVIRONMENT string
DOCKER_CLUSTER_PROVIDER enum default=none choices=none|swarm
DOCKER_LABELS boolean default=true
NOTIFY_URLS list secret=true
NOTIFY_AFTER_FAILURES number default=2
NOTIFY_REPEAT_HOURS number default=24
`;

function lineOf({ name, kind, meaning: _meaning, without, others, ...rest }: VariableSpec): string {
  const facts = Object.entries(rest).map(([key, value]) => ` ${key}=${textOf(value)}`);
  const words = `${without === undefined ? '' : ' without'}${others === undefined ? '' : ' others'}`;
  return `${name} ${kind}${facts.join('')}${words}`;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('|');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map((pair) => pair.join(':'))
    .join('|');
}

test('the variables are these, of these kinds and with these defaults', () => {
  assert.deepEqual(allVariables([...builtInPlugins()]).map(lineOf), expected.trim().split('\n'));
});

test('the schema for editors is made of what the reader checks', async () => {
  const root = new URL('../../../', import.meta.url);
  const text = await readFile(new URL('docs/schema/letsencrypt-dns.schema.json', root), 'utf8');
  const made = configurationJsonSchema([...builtInPlugins()]);
  assert.deepEqual(JSON.parse(JSON.stringify(made)), JSON.parse(text));
});
