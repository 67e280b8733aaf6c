import { isAbsolute, resolve } from 'node:path';
import { environmentProfile, type ProviderProfile } from './desired-state.js';
import { checkDomain } from './domain-name.js';
import type { Environment } from './environment.js';
import { readLexiconFiles } from './lexicon-files.js';
import { findProvider, type ManifestCatalog } from './manifest-catalog.js';
import { readOptionVariables } from './option-environment.js';
import type { GivenOption } from './option-names.js';
import { type GeneralOption, readOptionWords, splitVariable, type WordOptions } from './option-words.js';
import type { ProblemCollector } from './problems.js';
import { resolveProviderOptions } from './provider-options.js';
import type { ReadFile } from './read-file.js';
import type { Settings } from './settings.js';
import { readBoolean } from './variable-values.js';

export interface ProfileSource {
  readonly providerId: string;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly manifests: ManifestCatalog;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal;
}

/**
 * The profile that the environment makes. An option comes from LEXICON_PROVIDER_OPTIONS or LEXICON_OPTIONS (they stand
 * for the command line), else from its variable, else from `lexicon_<provider>.yml`, else from `lexicon.yml`.
 * @returns undefined where the provider is unknown, which has been reported
 */
export async function readEnvironmentProfile(source: ProfileSource): Promise<ProviderProfile | undefined> {
  const { settings, environment, problems, readFile, signal } = source;
  const place = 'LEXICON_PROVIDER';
  const manifest = findProvider(source.manifests, source.providerId, place, problems);
  if (manifest === undefined) return undefined;
  const words: WordOptions[] = [];
  for (const name of ['LEXICON_PROVIDER_OPTIONS', 'LEXICON_OPTIONS']) {
    const found = await environment.lookup(name);
    if (found === undefined) continue;
    words.push(readOptionWords(splitVariable(found.value, found.place, problems), manifest, found.place, problems));
  }
  const variables = await readOptionVariables(manifest, environment, problems);
  const configDir = lexiconDirectory(
    words.map((options) => options.general),
    settings.configDir,
  );
  const files = await readLexiconFiles({ configDir, manifest, readFile, problems, signal });
  const layers = [...words.map((options) => options.provider), variables, ...files.layers];
  const { options, secrets } = resolveProviderOptions(manifest, layers, place, problems);
  function general(name: GeneralOption): GivenOption | undefined {
    return [...words.map((entry) => entry.general), files.general].map((map) => map.get(name)).find((value) => value);
  }
  return {
    id: environmentProfile,
    provider: manifest.id,
    options,
    secrets,
    zones: [],
    delegated: readZone(general('delegated'), problems),
    resolveZoneName: readSwitch(general('resolve-zone-name'), problems),
    ttl: settings.ttl ?? readTtl(general('ttl'), problems),
    propagation: settings.propagation,
    place,
  };
}

function lexiconDirectory(general: readonly ReadonlyMap<GeneralOption, GivenOption>[], configDir: string): string {
  const given = general.map((options) => options.get('config-dir')?.value).find((value) => value !== undefined);
  if (given === undefined) return configDir;
  return isAbsolute(String(given)) ? String(given) : resolve(String(given));
}

/** `--delegated`: the zone, as a lower-case A-label name. */
export function readZone(given: GivenOption | undefined, problems: ProblemCollector): string | undefined {
  if (given === undefined || given.value === '') return undefined;
  const checked = checkDomain(String(given.value));
  if ('name' in checked && !checked.name.startsWith('*.')) return checked.name;
  problems.error(given.place, 'fault' in checked ? checked.fault : `\`${given.value}\` is no zone`);
  return undefined;
}

function readSwitch(given: GivenOption | undefined, problems: ProblemCollector): boolean {
  if (given === undefined) return false;
  const truth = typeof given.value === 'boolean' ? given.value : readBoolean(String(given.value));
  if (truth === undefined) problems.error(given.place, '--resolve-zone-name takes no value but true or false');
  return truth ?? false;
}

function readTtl(given: GivenOption | undefined, problems: ProblemCollector): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(String(given.value))) return Number(given.value);
  problems.error(given.place, '--ttl must be a whole number of seconds, 1 or more');
  return undefined;
}
