import { isAbsolute, resolve } from 'node:path';
import type { GivenOption, OptionLayer } from '../options/names.js';
import { readBoolean } from '../options/read-boolean.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import type { ProviderProfile } from './desired-state.js';
import type { Environment } from './environment.js';
import { type LexiconFiles, type OpenLexiconFolder, openLexiconFolder } from './lexicon-files.js';
import type { ManifestCatalog } from './manifest-catalog.js';
import { type GeneralOption, readOptionWords, splitVariable, type WordOptions } from './option-words.js';
import type { ProblemCollector } from './problems.js';
import type { ReadFile } from './read-file.js';
import type { Settings } from './settings.js';
import { readZoneName } from './zone-name.js';

export interface ProfileSource {
  readonly providerId: string;
  /** Whether somebody chose that provider: it is the default else. */
  readonly isNamed: boolean;
  /** See `LoadRequest`. */
  readonly credentials: 'required' | 'optional';
  readonly settings: Settings;
  readonly environment: Environment;
  readonly manifests: ManifestCatalog;
  readonly readFile: ReadFile;
  readonly problems: ProblemCollector;
  readonly signal: AbortSignal | undefined;
}

/** What the environment says about a profile, whichever provider it is for. */
export interface ProfileParts {
  /** LEXICON_PROVIDER_OPTIONS, then LEXICON_OPTIONS: they stand for the command line. */
  readonly words: readonly OptionLayer[];
  readonly folder: OpenLexiconFolder;
  /** Of the folder, what is for this provider. */
  readonly files: LexiconFiles;
  readonly common: Pick<ProviderProfile, 'zones' | 'delegated' | 'resolveZoneName' | 'ttl' | 'propagation' | 'place'>;
}

/** Where the provider was chosen. */
const place = 'LEXICON_PROVIDER';

/** @param onCommandLine the provider's facts as they are for words, where these differ */
export async function readProfileParts(
  { settings, environment, problems, readFile, signal }: ProfileSource,
  manifest: ProviderManifest,
  onCommandLine: ProviderManifest = manifest,
): Promise<ProfileParts> {
  const words: WordOptions[] = [];
  for (const name of ['LEXICON_PROVIDER_OPTIONS', 'LEXICON_OPTIONS']) {
    const found = await environment.lookup(name);
    if (found === undefined) continue;
    const split = splitVariable(found.value, found.place, problems);
    words.push(readOptionWords(split, onCommandLine, found.place, problems));
  }
  const configDir = lexiconDirectory(
    words.map((options) => options.general),
    settings.configDir,
  );
  const folder = openLexiconFolder({ configDir, readFile, problems, signal });
  const files = await folder.read(manifest);
  function general(name: GeneralOption): GivenOption | undefined {
    return [...words.map((entry) => entry.general), files.general].map((map) => map.get(name)).find((value) => value);
  }
  return {
    words: words.map(({ provider }) => provider),
    folder,
    files,
    common: {
      zones: [],
      delegated: readZone(general('delegated'), problems),
      resolveZoneName: readSwitch(general('resolve-zone-name'), problems),
      ttl: settings.ttl ?? readTtl(general('ttl'), problems),
      propagation: settings.propagation,
      place,
    },
  };
}

function lexiconDirectory(general: readonly ReadonlyMap<GeneralOption, GivenOption>[], configDir: string): string {
  const given = general.map((options) => options.get('config-dir')?.value).find((value) => value !== undefined);
  if (given === undefined) return configDir;
  return isAbsolute(String(given)) ? String(given) : resolve(String(given));
}

/** `--delegated`: the zone, as a lower-case A-label name. */
function readZone(given: GivenOption | undefined, problems: ProblemCollector): string | undefined {
  if (given === undefined || given.value === '') return undefined;
  const checked = readZoneName(String(given.value));
  if ('name' in checked) return checked.name;
  problems.error(given.place, checked.fault);
  return undefined;
}

function readSwitch(given: GivenOption | undefined, problems: ProblemCollector): boolean {
  if (given === undefined) return false;
  const truth = typeof given.value === 'boolean' ? given.value : readBoolean(String(given.value));
  if (truth === undefined) problems.error(given.place, '--resolve-zone-name takes no value but true or false');
  return truth === true;
}

function readTtl(given: GivenOption | undefined, problems: ProblemCollector): number | undefined {
  if (given === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(String(given.value))) return Number(given.value);
  problems.error(given.place, '--ttl must be a whole number of seconds, 1 or more');
  return undefined;
}
