import type { CertificateSteps } from './certificate-steps.js';
import type { DoorsSettings } from './doors.js';
import type { PluginSettings } from './plugin-settings.js';
import type { ExplicitOptions, KeyType, PropagationSettings, Settings } from './settings.js';

/** Everything that the configuration asks for, whatever it was written in. Frozen through and through. */
export interface DesiredState {
  readonly settings: Settings;
  /** What holds for all certificates, as each plugin wants to know it; by the plugin's id. */
  readonly plugins: Readonly<Record<string, PluginSettings>>;
  /** In the order of the sources; names are unique. */
  readonly certificates: readonly DesiredCertificate[];
  /** Accounts of DNS providers, by their id. */
  readonly profiles: Readonly<Record<string, ProviderProfile>>;
  /** What is served to other ACME clients; undefined: nothing. */
  readonly doors?: DoorsSettings;
  /** Names of certificates whose entry is bad: their files must stay as they are. None of them is in `certificates`. */
  readonly held: readonly string[];
  /**
   * Whether lineages that nothing asks for may be removed in this pass: at least one file was read, and none is empty,
   * invalid, unreadable, or has an entry whose name cannot be told. Where it is known which file asked for a lineage,
   * `mayRemove` tells more exactly.
   */
  readonly removalPermitted: boolean;
  readonly sources: readonly ConfigurationSource[];
  /** Values that no output may show. */
  readonly secrets: readonly string[];
}

/** A file of the configuration, and what became of it. */
export interface ConfigurationSource {
  readonly kind: 'domains.conf' | 'yaml';
  /** Absolute. */
  readonly path: string;
  /**
   * `read`: at least one certificate came from it · `empty`: it asks for none · `settings`: a YAML file without a
   * section of certificates · `invalid`: it cannot be parsed, or asks for certificates and none is right · `draft`: it
   * says that it is not to be acted on · the others as they say.
   */
  readonly status: 'read' | 'empty' | 'settings' | 'invalid' | 'draft' | 'missing' | 'unreadable';
  /** Whether the name of each certificate that it asks for could be told. */
  readonly complete: boolean;
}

export interface DesiredCertificate {
  /** Name of the lineage. */
  readonly name: string;
  /** Whether somebody chose the name; else it is that of the first domain, and changes with the order of the domains. */
  readonly isNameGiven: boolean;
  /** The name that its first domain would give it, where it goes on as a lineage of another name. */
  readonly continues?: string;
  /** Lower-case A-labels, in the order given, each once. */
  readonly domains: readonly string[];
  /** Id of the provider profile for all its domains; undefined: chosen for each by zone, see `chooseProfile`. */
  readonly profile: string | undefined;
  readonly keyType: KeyType;
  readonly reuseKey: boolean;
  /** ACME directory URL for the first issue; renewals ask the server recorded in the lineage. */
  readonly server: string;
  readonly acmeProfile: string | undefined;
  readonly preferredChain: string | undefined;
  /** Which of these somebody asked for; the others are defaults, and yield to what a lineage records. */
  readonly explicit: ExplicitOptions;
  /** Whether a CNAME at `_acme-challenge` is followed. */
  readonly followCnames: boolean;
  /** Renew at each change of the configuration: for trials. */
  readonly forceRenew: boolean;
  /** What holds for it of the options that plugins let single certificates have, by their ids. */
  readonly steps: CertificateSteps;
  /** Where it stands; line and column from 1. */
  readonly source: { readonly file: string; readonly line: number; readonly column: number };
}

/** An account of a DNS provider. */
export interface ProviderProfile {
  readonly id: string;
  /** Id of the provider, never an alias. */
  readonly provider: string;
  /** The alias that it was asked for by, where it was one. */
  readonly askedFor?: string;
  /** By the keys of the manifest; checked and of the right types. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  /** The values among the options that no output may show. */
  readonly secrets: readonly string[];
  /** Zones that it serves: lower-case A-labels; empty: any. */
  readonly zones: readonly string[];
  /** The zone to write to, where it is not to be looked for. */
  readonly delegated: string | undefined;
  /** Whether the zone is found by SOA look-up rather than by the public suffix list. */
  readonly resolveZoneName: boolean;
  /** In seconds; undefined: the provider's minimum, at least 60. */
  readonly ttl: number | undefined;
  readonly propagation: PropagationSettings;
  /** Where it is defined. */
  readonly place: string;
  /** For LEXICON_PROVIDER=auto: the account is chosen from these, zone by zone. */
  readonly choice?: AccountChoice;
}

/** What the account of a zone is chosen from. */
export interface AccountChoice {
  /** Zones whose provider was named, whatever their name servers, and where it was. */
  readonly mapping: Readonly<Record<string, { readonly provider: string; readonly place: string }>>;
  /** The accounts whose credentials are there; each is a profile of its own, too. */
  readonly accounts: readonly ProviderProfile[];
  /** Why providers for which something was given cannot be used, by their ids. */
  readonly unusable: Readonly<Record<string, UnusableAccount>>;
}

export interface UnusableAccount {
  readonly message: string;
  readonly hint: string | undefined;
}

/** Id of the profile that the environment (LEXICON_PROVIDER and so on) makes. */
export const environmentProfile = 'environment';

/**
 * Whether a lineage that nothing asks for any more may be removed.
 * @param path the file that asked for it last; undefined where that is not known
 */
export function mayRemove(state: Pick<DesiredState, 'sources' | 'removalPermitted'>, path?: string): boolean {
  if (path === undefined) return state.removalPermitted;
  const source = state.sources.find((candidate) => candidate.path === path);
  return source?.status === 'read' && source.complete;
}

/** See `DesiredState.removalPermitted`. */
export function permitsRemoval(sources: readonly ConfigurationSource[]): boolean {
  const harmless = ['read', 'missing', 'settings'];
  const good = sources.every((source) => source.complete && harmless.includes(source.status));
  return good && sources.some((source) => source.status === 'read');
}

/** Freezes an object and everything in it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
