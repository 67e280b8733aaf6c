import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createPackagedLoader } from '../../application/packages.js';
import { showProblems } from '../../application/read-configuration.js';
import { problemOfDirectory } from '../../config/config-directory.js';
import type { ProviderProfile } from '../../config/desired-state.js';
import type { ReadVariables } from '../../config/environment.js';
import { configurationSchemaFile, configurationToYaml } from '../../config/in-yaml.js';
import { loadConfiguration } from '../../config/load.js';
import { createManifestCatalog, type ManifestCatalog } from '../../config/manifest-catalog.js';
import { allVariables } from '../../config/plugin-variables.js';
import { throwOnFatalProblems } from '../../config/problems.js';
import { eachSettingKey, settingKeysWith } from '../../config/yaml/setting-keys.js';
import { writeFileAtomic } from '../../disk/atomic-write.js';
import { Failure } from '../../sdk/index.js';
import { printNote } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { createSecretReferences, type SecretReferences } from '../secret-references.js';

export interface MigrateOptions {
  /** File to write; standard output unless told. */
  readonly output?: string;
}

/** Variables of which the profile in the file is made. */
const ofProfile = ['LEXICON_PROVIDER', 'LEXICON_PROVIDER_OPTIONS', 'LEXICON_OPTIONS'];

/** `letsencrypt-dns config schema`: the JSON Schema of the YAML file. */
export async function schemaCommand(): Promise<number> {
  process.stdout.write((await configurationSchemaFile()).text);
  return exitCodes.done;
}

/**
 * `letsencrypt-dns config migrate [--output FILE]`: the YAML file that equals the present environment and domains.conf.
 * Secrets that come from variables or files stay there, and are referred to.
 */
export async function migrateCommand(
  { globals, env, redactor }: CommandContext,
  { output }: MigrateOptions,
): Promise<number> {
  const { configDir, config: configFile } = globals;
  const loader = createPackagedLoader((known) =>
    loadConfiguration({ env, manifests: createManifestCatalog(known), configDir, configFile }),
  );
  const { loaded, registry, problems: ofPackages } = await loader.load();
  const manifests = createManifestCatalog(registry);
  const { state, variables: read } = loaded;
  const namedBy = configDir === undefined ? read.given.get('LETSENCRYPT_CONFIG_DIR') : '--config-dir';
  const problems = [...loaded.problems, ...ofPackages].concat(
    problemOfDirectory(state.settings.configDir, namedBy) ?? [],
  );
  throwOnFatalProblems(problems);
  showProblems(problems, redactor);
  if (problems.some(({ severity }) => severity === 'error')) {
    throw new Failure('CONFIG', 'the configuration has errors, and what is wrong would be left out of the YAML file', {
      hint: 'Correct them first',
    });
  }
  if (Object.values(state.profiles).some(({ choice }) => choice !== undefined)) {
    throw new Failure('CONFIG', 'a YAML file cannot say LEXICON_PROVIDER=auto', {
      place: 'LEXICON_PROVIDER',
      hint: 'Set it to the provider in use; where there are several, give each profile of the file its `zones`',
    });
  }
  const secret = secretNames(manifests);
  const references = await createSecretReferences(state.profiles, manifests, env);
  const profiles = Object.fromEntries(
    Object.entries(state.profiles).map(([id, profile]) => [id, hideSecrets(profile, manifests, references)]),
  );
  const yaml = await configurationToYaml({
    state: { ...state, profiles },
    variables: withoutSecrets(read, secret),
    manifests,
  });
  const text = references.reveal(yaml);
  const inFile = new Set([...eachSettingKey(settingKeysWith(manifests.plugins))].map(({ variable }) => variable));
  if (output === undefined) process.stdout.write(text);
  else await writeNew(output, text);
  printNote(nextSteps(read, references, { output, secret, inFile }).join('\n'));
  return exitCodes.done;
}

function hideSecrets(
  profile: ProviderProfile,
  manifests: ManifestCatalog,
  { hide }: SecretReferences,
): ProviderProfile {
  const specs = manifests.find(profile.provider)?.options ?? {};
  const options = Object.entries(profile.options).map(([key, value]) => {
    const isHidden = specs[key]?.secret === true && typeof value === 'string';
    return [key, isHidden ? hide(profile.id, key, value) : value] as const;
  });
  return { ...profile, options: Object.fromEntries(options) };
}

/** The names of the variables that hold secrets. */
function secretNames({ plugins }: ManifestCatalog): ReadonlySet<string> {
  return new Set(allVariables(plugins).flatMap(({ name, secret }) => (secret === true ? [name] : [])));
}

/** Secret settings stay in the environment: a key in the file would not count beside the variable anyway. */
function withoutSecrets({ values, given }: ReadVariables, secret: ReadonlySet<string>): ReadVariables {
  return {
    values,
    given: new Map([...given].filter(([name, place]) => !(secret.has(name) && isVariable(name, place)))),
  };
}

function isVariable(name: string, place: string): boolean {
  return place === name || place === `${name}_FILE`;
}

async function writeNew(output: string, text: string): Promise<void> {
  const path = resolve(output);
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new Failure('CONFIG', 'the file exists already', { place: path, hint: 'Name a new file' });
  await writeFileAtomic(path, text, { mode: 0o600 });
}

interface Written {
  readonly output: string | undefined;
  readonly secret: ReadonlySet<string>;
  /** The variables that the file has keys for. */
  readonly inFile: ReadonlySet<string>;
}

function nextSteps(
  { given }: ReadVariables,
  references: SecretReferences,
  { output, secret, inFile }: Written,
): string[] {
  // The options in this one are in the profile now, secrets and all.
  const inlined = 'LEXICON_PROVIDER_OPTIONS';
  const secrets = [...given].filter(([name, place]) => secret.has(name) && isVariable(name, place) && name !== inlined);
  const kept = [...new Set([...references.used(), ...secrets.map(([, place]) => place)])];
  const needed = [...given]
    .filter(([name, place]) => isVariable(name, place) && !kept.includes(place))
    .filter(([name]) => name !== 'LETSENCRYPT_CONFIG_DIR' && (inFile.has(name) || ofProfile.includes(name)))
    .map(([, place]) => place);
  return [
    ...(output === undefined ? [] : [`written: ${resolve(output)}`]),
    'next: rename domains.conf, as a certificate named in both files is an error',
    ...(kept.length === 0 ? [] : [`keep set, as they hold secrets: ${kept.join(', ')}`]),
    ...(needed.length === 0 ? [] : [`no longer needed: ${needed.join(', ')}`]),
  ];
}
