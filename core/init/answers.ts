import { optionVariables } from '../options/names.js';
import type { ProviderManifest } from '../sdk/manifest.js';

/** How a setting is given: as itself, or by the path of a file that holds it. */
export type GivenSetting = { readonly value: string } | { readonly file: string };

/** All that a set-up is made of. */
export interface InitAnswers {
  /** Words of a new line of domains.conf; none where what stands there is enough. */
  readonly words: readonly string[];
  readonly provider: ProviderManifest;
  /** By the manifest's keys. */
  readonly options: ReadonlyMap<string, GivenSetting>;
  readonly mail?: string;
  /** Short name or directory URL; undefined: Let's Encrypt, or what the variables below say. */
  readonly authority?: string;
  readonly binding?: { readonly keyId: string; readonly hmacKey: GivenSetting };
  /** Variables that were set already and are to be written down as well. */
  readonly others?: readonly Setting[];
  readonly target: 'env-file' | 'compose';
}

/** A variable that is to be written. */
export interface Setting {
  /** Without `_FILE`. */
  readonly name: string;
  readonly given: GivenSetting;
  readonly isSecret: boolean;
  /** All names that mean the same, this one among them. */
  readonly sameAs: readonly string[];
}

/** What the answers come to, as variables, in the order in which people want to read them. */
export function settingsOf({ provider, options, mail, authority, binding, others = [] }: InitAnswers): Setting[] {
  const settings: Setting[] = [plain('LEXICON_PROVIDER', { value: provider.id })];
  for (const [key, given] of options) {
    const [name = '', ...more] = ownVariables(provider, key);
    settings.push({ name, given, isSecret: provider.options[key]?.secret === true, sameAs: [name, ...more] });
  }
  if (mail !== undefined) settings.push(plain('LETSENCRYPT_USER_MAIL', { value: mail }));
  if (authority !== undefined) settings.push(plain('LETSENCRYPT_CA', { value: authority }));
  if (binding !== undefined) {
    settings.push(plain('LETSENCRYPT_EAB_KID', { value: binding.keyId }));
    settings.push({ ...plain('LETSENCRYPT_EAB_HMAC_KEY', binding.hmacKey), isSecret: true });
  }
  const known = new Set(settings.map(({ name }) => name));
  return [...settings, ...others.filter(({ name }) => !known.has(name))];
}

export function plain(name: string, given: GivenSetting): Setting {
  return { name, given, isSecret: false, sameAs: [name] };
}

/** The variables of an option that are its own: those of other programs count only where none of these is set. */
export function ownVariables(manifest: ProviderManifest, key: string): readonly string[] {
  const foreign = manifest.options[key]?.env ?? [];
  return optionVariables(manifest, key).filter((name) => !foreign.includes(name));
}

/** Whether `NAME_FILE` is the file of this option, and no option of its own. */
export function canBeFile(manifest: ProviderManifest, key: string): boolean {
  const [name = ''] = ownVariables(manifest, key);
  return !Object.keys(manifest.options).some((other) => optionVariables(manifest, other).includes(`${name}_FILE`));
}

/** The variable as it is written, and its value. */
export function writtenForm({ name, given }: Pick<Setting, 'name' | 'given'>): readonly [name: string, value: string] {
  return 'file' in given ? [`${name}_FILE`, given.file] : [name, given.value];
}

/** An environment in which the settings hold, and nothing else that means the same. */
export function withSettings(env: NodeJS.ProcessEnv, settings: readonly Setting[]): NodeJS.ProcessEnv {
  const changed: NodeJS.ProcessEnv = { ...env };
  for (const setting of settings) {
    for (const name of setting.sameAs) {
      delete changed[name];
      delete changed[`${name}_FILE`];
    }
    const [name, value] = writtenForm(setting);
    changed[name] = value;
  }
  return changed;
}
