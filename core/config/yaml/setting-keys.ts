import { builtInPlugins } from '../../manifest/built-in.js';
import type { PluginManifest, PluginOptionSpec } from '../../sdk/manifest.js';
import { type KnownPlugin, pluginKey, pluginVariables } from '../plugin-variables.js';
import type { VariableName } from '../variables.js';

/** Keys of the file that stand for variables: nested as in the file. */
export interface SettingKeys {
  readonly [key: string]: string | SettingKeys;
}

interface NamedKeys {
  readonly [key: string]: VariableName | NamedKeys;
}

/**
 * What belongs to the program itself outside `profiles` and `certificates`. The section `acme` has dnsrobocert's keys,
 * then ours. Forms and meanings are those of the variables.
 */
export const settingKeys = {
  acme: {
    email_account: 'LETSENCRYPT_USER_MAIL',
    staging: 'LETSENCRYPT_STAGING',
    directory_url: 'LETSENCRYPT_SERVER',
    ca: 'LETSENCRYPT_CA',
    certs_root_path: 'LETSENCRYPT_CONFIG_DIR',
    crontab_renew: 'CRON_TIME_STRING',
    // So dnsrobocert's own migration writes it.
    crontime_renew: 'CRON_TIME_STRING',
    ca_bundle: 'LETSENCRYPT_CA_BUNDLE',
    eab: { kid: 'LETSENCRYPT_EAB_KID', hmac_key: 'LETSENCRYPT_EAB_HMAC_KEY' },
    acme_profile: 'LETSENCRYPT_PROFILE',
    preferred_chain: 'LETSENCRYPT_PREFERRED_CHAIN',
    key_type: 'LETSENCRYPT_KEY_TYPE',
    reuse_key: 'LETSENCRYPT_REUSE_KEY',
    on_remove: 'LETSENCRYPT_ON_REMOVE',
  },
  dns: {
    resolvers: 'DNS_RESOLVERS',
    propagation: 'DNS_PROPAGATION',
    follow_cnames: 'FOLLOW_CNAMES',
    sleep_time: 'LEXICON_SLEEP_TIME',
    max_checks: 'LEXICON_MAX_CHECKS',
    ttl: 'LEXICON_TTL',
  },
  docker: { host: 'DOCKER_HOST' },
  proxy: { https: 'HTTPS_PROXY', http: 'HTTP_PROXY', none: 'NO_PROXY' },
  plugins: 'LETSENCRYPT_PLUGINS',
  deliver: 'LETSENCRYPT_DELIVER',
  status_listen: 'STATUS_LISTEN',
  status_hosts: 'STATUS_HOSTS',
  watch_polling: 'LETSENCRYPT_WATCH_POLLING',
  time_zone: 'TZ',
  log_level: 'LOG_LEVEL',
  log_format: 'LOG_FORMAT',
} as const satisfies NamedKeys;

/** The keys of this program, and those of its plugins' options where these do not get in the way. */
export function settingKeysWith(plugins: readonly KnownPlugin[] = builtInPlugins()): SettingKeys {
  return plugins.reduce<SettingKeys>((keys, { manifest }) => {
    const options = Object.values(manifest.options);
    return options.reduce((all, option) => withKey(all, pluginKey(manifest, option), nameOf(manifest, option)), keys);
  }, settingKeys);
}

/** Sections of the file that have entries, and keys that are no setting. */
const reserved = ['profiles', 'certificates', 'draft', 'api', '$schema'];

function withKey(keys: SettingKeys, [key = '', ...rest]: readonly string[], variable: string): SettingKeys {
  const here = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (reserved.includes(key) || typeof here === 'string') return keys;
  if (rest.length > 0) return { ...keys, [key]: withKey(here ?? {}, rest, variable) };
  return here === undefined ? { ...keys, [key]: variable } : keys;
}

function nameOf(manifest: PluginManifest, option: PluginOptionSpec): string {
  return pluginVariables(manifest, option)[0] ?? option.flag;
}

/** Each key with its path in the file. */
export function* eachSettingKey(
  keys: SettingKeys = settingKeysWith(),
  path: readonly string[] = [],
): Generator<{ readonly path: readonly string[]; readonly variable: string }> {
  for (const [key, inner] of Object.entries(keys)) {
    if (typeof inner === 'string') yield { path: [...path, key], variable: inner };
    else yield* eachSettingKey(inner, [...path, key]);
  }
}
