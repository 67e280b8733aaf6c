import { join, resolve } from 'node:path';
import { serverOf } from './check-settings.js';
import { placeOfVariable, type ReadVariables } from './environment.js';
import type { ProblemCollector } from './problems.js';
import { type StoreSettings, storeSettings } from './store-settings.js';
import type { Endpoint } from './variable-spec.js';
import type { VariableName, VariableValues } from './variables.js';

export type KeyType = VariableValues['LETSENCRYPT_KEY_TYPE'];
export type OnRemove = VariableValues['LETSENCRYPT_ON_REMOVE'];
export type Propagation = VariableValues['DNS_PROPAGATION'];
export type LogLevel = VariableValues['LOG_LEVEL'];

export { letsEncryptServer, letsEncryptStagingServer } from './authority.js';

/** The contact that means "none": it is never sent to a CA. */
export const noMail = 'noreply@example.com';

/** How long to wait for TXT records; the contract's section "propagation". */
export interface PropagationSettings {
  readonly mode: Propagation;
  /** Longest wait of one round, in seconds; in mode `off` the only wait. */
  readonly sleepTime: number;
  /** Number of rounds. */
  readonly maxChecks: number;
  /** Whether the user gave one of the two; else the wait is at least what the provider can need. */
  readonly isGiven?: boolean;
}

/** The options of a certificate that its lineage records, and how each is called by whoever asks for it. */
export type ExplicitOptions = Readonly<
  Partial<Record<'keyType' | 'reuseKey' | 'preferredChain' | 'acmeProfile', string>>
>;

/** What holds for the whole program and, unless it says otherwise, for each certificate. */
export interface Settings {
  /** Absolute. */
  readonly configDir: string;
  /** Absolute. */
  readonly domainsConf: string;
  /** Several are joined by commas. Undefined: none is sent to the CA. */
  readonly mail: string | undefined;
  /** ACME directory URL. */
  readonly server: string;
  /** Short name or directory URL of the CA, where one was named. */
  readonly ca: string | undefined;
  /** Whether the staging server of the CA was asked for. */
  readonly staging: boolean;
  readonly caBundle: string | undefined;
  /** External account binding; the key is secret. */
  readonly eab: { readonly kid: string; readonly hmacKey: string } | undefined;
  readonly acmeProfile: string | undefined;
  readonly preferredChain: string | undefined;
  readonly keyType: KeyType;
  readonly reuseKey: boolean;
  readonly explicit: ExplicitOptions;
  readonly onRemove: OnRemove;
  readonly cron: string;
  /** Whether a CNAME at `_acme-challenge` is followed, where a certificate does not say. */
  readonly followCnames: boolean;
  /** Undefined: that of the system. */
  readonly timeZone: string | undefined;
  /** In seconds; undefined: the provider's minimum, at least 60. */
  readonly ttl: number | undefined;
  readonly propagation: PropagationSettings;
  /** Undefined: those of the system. */
  readonly resolvers: readonly Endpoint[] | undefined;
  readonly docker: { readonly host: string };
  readonly proxy: {
    readonly https: string | undefined;
    readonly http: string | undefined;
    readonly none: string | undefined;
  };
  readonly plugins: readonly string[];
  readonly statusListen: Endpoint | undefined;
  /** Names that a request for the status page may bear besides the usual ones; `*`: any. */
  readonly statusHosts: readonly string[];
  /** Undefined: the configuration directory is the store. */
  readonly store: StoreSettings | undefined;
  /** Base64, as given: what is moved into a store is sealed with it before the store is in use. Secret. */
  readonly storeKey: string | undefined;
  /** Names of the certificates whose files this host wants, where a store is shared; undefined: all. */
  readonly deliver: readonly string[] | undefined;
  readonly watchPolling: boolean;
  readonly logLevel: LogLevel;
  /** Undefined: lines for people on a terminal, else JSON. */
  readonly logFormat: 'text' | 'json' | undefined;
}

/** Rounds of checks where none are asked for. */
const usualChecks = 4;

/** @param configDir of the command line; wins over the environment */
export function buildSettings(
  { values, given }: ReadVariables,
  configDir: string | undefined,
  problems: ProblemCollector,
): Settings {
  function placeOf(name: VariableName): string {
    return placeOfVariable(given, name);
  }
  if (values.LETSENCRYPT_ACME_V1) {
    problems.error(
      placeOf('LETSENCRYPT_ACME_V1'),
      "ACME v1 is no longer possible: Let's Encrypt shut its v1 servers down in 2021",
      {
        hint: 'Remove LETSENCRYPT_ACME_V1; ACME v2 needs nothing else',
      },
    );
  }
  const directory = resolve(configDir ?? values.LETSENCRYPT_CONFIG_DIR);
  const domainsConf = values.LETSENCRYPT_DOMAINS_CONF;
  const timeZone = values.TZ;
  const server = serverOf(values, placeOf, problems);
  return {
    configDir: directory,
    domainsConf: domainsConf === undefined ? join(directory, 'domains.conf') : resolve(domainsConf),
    mail: values.LETSENCRYPT_USER_MAIL === noMail ? undefined : values.LETSENCRYPT_USER_MAIL,
    server,
    ca: values.LETSENCRYPT_CA,
    staging: values.LETSENCRYPT_STAGING,
    caBundle: values.LETSENCRYPT_CA_BUNDLE,
    eab: externalAccount({ values, given }, problems),
    acmeProfile: values.LETSENCRYPT_PROFILE,
    preferredChain: values.LETSENCRYPT_PREFERRED_CHAIN,
    keyType: values.LETSENCRYPT_KEY_TYPE,
    reuseKey: values.LETSENCRYPT_REUSE_KEY,
    explicit: explicitOptions(given),
    onRemove: values.LETSENCRYPT_ON_REMOVE,
    cron: values.CRON_TIME_STRING,
    followCnames: values.FOLLOW_CNAMES,
    timeZone: timeZone?.startsWith('/') ? undefined : timeZone,
    ttl: values.LEXICON_TTL,
    propagation: propagationOf(values, given),
    resolvers: values.DNS_RESOLVERS?.length === 0 ? undefined : values.DNS_RESOLVERS,
    docker: { host: values.DOCKER_HOST },
    proxy: { https: values.HTTPS_PROXY, http: values.HTTP_PROXY, none: values.NO_PROXY },
    plugins: values.LETSENCRYPT_PLUGINS ?? [],
    statusListen: values.STATUS_LISTEN,
    statusHosts: values.STATUS_HOSTS ?? [],
    store: storeSettings({ values, given }, problems),
    storeKey: values.LETSENCRYPT_STORE_KEY,
    deliver: values.LETSENCRYPT_DELIVER,
    watchPolling: values.LETSENCRYPT_WATCH_POLLING,
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT,
  };
}

function explicitOptions(given: ReadonlyMap<string, string>): ExplicitOptions {
  const variableOf = {
    keyType: 'LETSENCRYPT_KEY_TYPE',
    reuseKey: 'LETSENCRYPT_REUSE_KEY',
    preferredChain: 'LETSENCRYPT_PREFERRED_CHAIN',
    acmeProfile: 'LETSENCRYPT_PROFILE',
  } satisfies Record<keyof ExplicitOptions, VariableName>;
  return Object.fromEntries(Object.entries(variableOf).filter(([, variable]) => given.has(variable)));
}

function externalAccount({ values, given }: ReadVariables, problems: ProblemCollector): Settings['eab'] {
  const { LETSENCRYPT_EAB_KID: kid, LETSENCRYPT_EAB_HMAC_KEY: hmacKey } = values;
  // A key that was given and is wrong has been reported.
  if (kid !== undefined && hmacKey === undefined && given.has('LETSENCRYPT_EAB_HMAC_KEY')) return undefined;
  if (kid !== undefined && hmacKey !== undefined) return { kid, hmacKey };
  if (kid === undefined && !given.has('LETSENCRYPT_EAB_HMAC_KEY')) return undefined;
  const missing = kid === undefined ? 'LETSENCRYPT_EAB_KID' : 'LETSENCRYPT_EAB_HMAC_KEY';
  const present = kid === undefined ? 'LETSENCRYPT_EAB_HMAC_KEY' : 'LETSENCRYPT_EAB_KID';
  problems.error(missing, `${present} is set without ${missing}`, { hint: 'Set both or neither' });
  return undefined;
}

function propagationOf(values: VariableValues, given: ReadonlyMap<string, string>): PropagationSettings {
  const { LEXICON_SLEEP_TIME: sleepTime, LEXICON_MAX_CHECKS: maxChecks } = values;
  // The seed image and dnsrobocert take 0 checks for "only sleep".
  const unchecked = maxChecks === 0 && !given.has('DNS_PROPAGATION');
  const isGiven = given.has('LEXICON_SLEEP_TIME') || given.has('LEXICON_MAX_CHECKS');
  return {
    mode: unchecked ? 'off' : values.DNS_PROPAGATION,
    sleepTime,
    maxChecks: maxChecks || usualChecks,
    ...(isGiven && { isGiven }),
  };
}
