import {
  findOption,
  flagsOf,
  type GivenOption,
  normalizeOptionName,
  type OptionLayer,
  optionKind,
} from '../options/names.js';
import type { ProviderManifest } from '../sdk/manifest.js';
import { splitShellWords } from '../sdk/shell-words.js';
import { didYouMean } from './nearest.js';
import type { ProblemCollector } from './problems.js';

/** Options of lexicon itself that mean something outside its command line; `switch` ones take no value. */
export const generalOptions = {
  delegated: 'value',
  'resolve-zone-name': 'switch',
  'config-dir': 'value',
  ttl: 'value',
  'log-level': 'value',
  output: 'value',
} as const satisfies Record<string, 'value' | 'switch'>;

export type GeneralOption = keyof typeof generalOptions;

export interface WordOptions {
  /** By the manifest's keys. */
  readonly provider: OptionLayer;
  readonly general: ReadonlyMap<GeneralOption, GivenOption>;
}

function isGeneralOption(name: string): name is GeneralOption {
  return Object.hasOwn(generalOptions, name);
}

interface Target {
  readonly takesValue: boolean;
  readonly store: (option: GivenOption) => void;
}

/**
 * Reads options as they stand on a command line: `--auth-token=t`, `--auth-token t`, `--switch`. What is wrong is
 * reported at `place`; values are never shown.
 * @param manifest undefined where the provider is unknown: then only lexicon's own options are understood
 */
export function readOptionWords(
  words: readonly string[],
  manifest: ProviderManifest | undefined,
  place: string,
  problems: ProblemCollector,
): WordOptions {
  const provider = new Map<string, GivenOption>();
  const general = new Map<GeneralOption, GivenOption>();
  function targetOf(flag: string): Target | undefined {
    const key = manifest === undefined ? undefined : findOption(manifest, flag);
    const spec = key === undefined ? undefined : manifest?.options[key];
    if (key !== undefined && spec !== undefined) {
      return { takesValue: optionKind(spec) !== 'boolean', store: (option) => provider.set(key, option) };
    }
    if (!isGeneralOption(flag)) return undefined;
    return { takesValue: generalOptions[flag] === 'value', store: (option) => general.set(flag, option) };
  }
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const match = /^--([A-Za-z0-9][\w-]*)(?:=([\s\S]*))?$/.exec(word);
    if (match === null) {
      // The word may be a secret whose flag was forgotten, so it is not shown.
      problems.error(place, `${place} holds a word that is no option`, { hint: 'Write --option=value' });
      continue;
    }
    const flag = normalizeOptionName(match[1] ?? '');
    const target = targetOf(flag);
    if (target === undefined) {
      if (manifest !== undefined) reportUnknown(flag, manifest, place, problems);
      if (match[2] === undefined && rest[0]?.startsWith('--') === false) rest.shift();
      continue;
    }
    const value = match[2] ?? (target.takesValue ? rest.shift() : true);
    if (value === undefined) problems.error(place, `--${flag} has no value`);
    else target.store({ value, place });
  }
  return { provider, general };
}

function reportUnknown(flag: string, manifest: ProviderManifest, place: string, problems: ProblemCollector): void {
  const known = [...flagsOf(manifest), ...Object.keys(generalOptions)];
  const hint = didYouMean(flag, known) ?? `See \`letsencrypt-dns providers ${manifest.id}\``;
  problems.error(place, `the provider \`${manifest.id}\` has no option --${flag}`, { hint });
}

/** Splits the text of a variable into words; a fault is reported and gives no words. */
export function splitVariable(text: string, place: string, problems: ProblemCollector): readonly string[] {
  const split = splitShellWords(text);
  if (split.fault === undefined) return split.words.map((word) => word.text);
  problems.error(place, `${place}, character ${split.fault.index + 1}: ${split.fault.message}`);
  return [];
}
