import { didYouMean } from '../config/nearest.js';
import { findOption, flagsOf, optionVariables } from '../options/names.js';
import { Failure } from '../sdk/failure.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { canBeFile, type GivenSetting, plain, type Setting } from './answers.js';
import { problemOfValue } from './option-questions.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Options as `--option NAME=VALUE` gives them, or `--option NAME-file=PATH`.
 * @throws Failure CONFIG for an option that the provider has not, a bad value, or a secret on the command line
 */
export function optionsFromWords(manifest: ProviderManifest, words: readonly string[]): Map<string, GivenSetting> {
  const found = new Map<string, GivenSetting>();
  for (const word of words) {
    const [, name = '', value = ''] = /^(?:--)?([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === '') throw refused('an option is given as NAME=VALUE or NAME-file=PATH');
    const exact = findOption(manifest, name, true);
    const file = /[-_]file$/i.test(name) ? findOption(manifest, name.replace(/[-_]file$/i, ''), true) : undefined;
    const key = exact ?? file;
    if (key === undefined) {
      const hint = didYouMean(name, flagsOf(manifest)) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
      throw refused(`the provider \`${manifest.id}\` has no option ${name}`, hint);
    }
    if (exact === undefined) found.set(key, { file: value });
    else found.set(key, { value: checked(manifest, key, value) });
  }
  return found;
}

function checked(manifest: ProviderManifest, key: string, value: string): string {
  const spec = manifest.options[key];
  if (spec === undefined) return value;
  if (spec.secret === true) {
    const [variable = ''] = optionVariables(manifest, key);
    const file = canBeFile(manifest, key) ? `${spec.flag}-file=PATH, or set ` : '';
    throw refused(
      `--${spec.flag} is a secret, and others can read the command line`,
      `Give ${file}${variable} in the environment`,
    );
  }
  const problem = problemOfValue(spec, value);
  if (problem !== undefined) throw refused(`--${spec.flag}: ${problem.toLowerCase()}`);
  return value.trim();
}

/** What the environment gives already, also by the variables of other programs. */
export function optionsFromEnvironment(manifest: ProviderManifest, env: Environment): Map<string, GivenSetting> {
  const found = new Map<string, GivenSetting>();
  for (const key of Object.keys(manifest.options)) {
    for (const name of optionVariables(manifest, key)) {
      const given = givenBy(env, name);
      // One with several lines has no place in an env file.
      if (given === undefined || ('value' in given && /[\r\n]/.test(given.value.trim()))) continue;
      found.set(key, given);
      break;
    }
  }
  return found;
}

/** Variables of this program that are set and are to be written down as well; those of credentials are asked for. */
export function otherSettings(
  known: readonly { readonly name: string; readonly secret?: boolean }[],
  env: Environment,
  left: ReadonlySet<string>,
): Setting[] {
  return known.flatMap(({ name, secret = false }) => {
    const given = left.has(name) ? undefined : givenBy(env, name);
    return given === undefined ? [] : [{ ...plain(name, given), isSecret: secret }];
  });
}

function givenBy(env: Environment, name: string): GivenSetting | undefined {
  const value = env[name]?.trim();
  if (value) return { value };
  const file = env[`${name}_FILE`]?.trim();
  return file ? { file } : undefined;
}

function refused(message: string, hint?: string): Failure {
  return new Failure('CONFIG', message, { ...(hint !== undefined && { hint }) });
}
