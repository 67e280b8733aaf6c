import { type Environment, inEitherCase, openEnvironment } from '../../config/environment.js';
import { inspectOnDisk, trustedReader } from '../../config/file-trust.js';
import { readLexiconFiles } from '../../config/lexicon-files.js';
import { readOptionVariables } from '../../config/option-environment.js';
import {
  type GeneralOption,
  generalOptions,
  readOptionWords,
  splitVariable,
  type WordOptions,
} from '../../config/option-words.js';
import type { ProblemCollector } from '../../config/problems.js';
import { readFileFromDisk } from '../../config/read-file.js';
import { usualDirectory } from '../../config/usual-directory.js';
import { findOption, type GivenOption, type OptionLayer, type OptionScalar } from '../../options/names.js';
import { resolveProviderOptions } from '../../options/resolve.js';
import type { ProviderManifest } from '../../sdk/manifest.js';

export interface LexiconSettings {
  readonly options: Readonly<Record<string, OptionScalar | undefined>>;
  readonly secrets: readonly string[];
  /** What LEXICON_PROVIDER_OPTIONS and LEXICON_OPTIONS give, the one that wins first; by the keys of `onCommandLine`. */
  readonly words: readonly OptionLayer[];
  /** Options of lexicon itself, from wherever they came: the command line first. */
  general(name: GeneralOption): string | undefined;
  /** The environment, with the proxies whose variables name a file. */
  readonly env: NodeJS.ProcessEnv;
  /** Where certificates of this program may be kept, the likeliest first. */
  readonly directories: readonly string[];
  /** Value of a variable of the environment, NAME_FILE followed. */
  variable(name: string): Promise<string | undefined>;
}

/**
 * Where options come from, the one that wins first: command line, LEXICON_PROVIDER_OPTIONS and LEXICON_OPTIONS (they
 * stand for the command line), variables, files.
 * @param onCommandLine the provider's facts as they are for words, where these differ
 */
export async function resolveLexiconSettings(
  manifest: ProviderManifest,
  parsed: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv,
  problems: ProblemCollector,
  signal: AbortSignal,
  onCommandLine: ProviderManifest = manifest,
): Promise<LexiconSettings> {
  const environment = openEnvironment({ env, readFile: readFileFromDisk, problems, signal });
  const words = await optionsOfVariable('LEXICON_PROVIDER_OPTIONS', await isForProvider());
  const own = await optionsOfVariable('LEXICON_OPTIONS', true);
  const variables = await readOptionVariables(manifest, environment, problems);
  const general = new Map<GeneralOption, string>();
  for (const name of generalNames) {
    const value = parsed[camelCase(name)] ?? own.general.get(name)?.value ?? words.general.get(name)?.value;
    const text = value === undefined ? await generalVariable(name) : String(value);
    if (text !== undefined) general.set(name, text);
  }
  const configDir = general.get('config-dir') ?? (env.LETSENCRYPT_CONFIG_DIR || process.cwd());
  // The directory may be the working one, where anybody may have put a file that names another server for the credentials.
  const readFile = trustedReader(readFileFromDisk, inspectOnDisk, problems);
  const files = await readLexiconFiles({ configDir, manifest, readFile, problems, signal });
  const layers = [commandLine(manifest, parsed), words.provider, own.provider, variables, ...files.layers];
  const { options, secrets } = resolveProviderOptions(manifest, layers, `lexicon ${manifest.id}`, problems);

  return {
    options,
    secrets,
    words: [words.provider, own.provider],
    directories: [general.get('config-dir'), env.LETSENCRYPT_CONFIG_DIR || usualDirectory].filter(
      (path) => path !== undefined,
    ),
    env: { ...env, ...(await proxiesOfFiles(environment)) },
    general(name) {
      const inFile = files.general.get(name)?.value;
      return general.get(name) ?? (inFile === undefined ? undefined : String(inFile));
    },
    variable: async (name) => (await environment.lookup(name))?.value,
  };

  /** lexicon reads its own options from variables as well: LEXICON_DELEGATED, LEXICON_TTL. */
  async function generalVariable(name: GeneralOption): Promise<string | undefined> {
    return (await environment.lookup(`LEXICON_${name.toUpperCase().replaceAll('-', '_')}`))?.value;
  }

  async function optionsOfVariable(name: string, applies: boolean): Promise<WordOptions> {
    const variable = applies ? await environment.lookup(name) : undefined;
    if (variable === undefined) return { provider: new Map(), general: new Map() };
    const split = splitVariable(variable.value, variable.place, problems);
    return readOptionWords(split, onCommandLine, variable.place, problems);
  }

  /** The variable speaks of the provider that the environment names; another one's options mean nothing here. */
  async function isForProvider(): Promise<boolean> {
    const chosen = (await environment.lookup('LEXICON_PROVIDER'))?.value;
    if (chosen === undefined) return manifest.id !== 'auto';
    return chosen === manifest.id || manifest.aliases?.includes(chosen) === true;
  }
}

/** Proxies whose variable names a file; the others stand in the environment as they are. */
async function proxiesOfFiles(environment: Environment): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const name of inEitherCase) {
    const variable = await environment.lookup(name);
    if (variable?.place === `${name}_FILE`) found[name] = variable.value;
  }
  return found;
}

const generalNames = Object.keys(generalOptions) as readonly GeneralOption[];

/** `config-dir` → `configDir`, as the parser names it. */
function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function commandLine(manifest: ProviderManifest, parsed: Readonly<Record<string, unknown>>): OptionLayer {
  const layer = new Map<string, GivenOption>();
  for (const [name, value] of Object.entries(parsed)) {
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const key = findOption(manifest, flag);
    if (key === undefined || value === undefined) continue;
    layer.set(key, { value: value as OptionScalar, place: `--${flag}` });
  }
  return layer;
}
