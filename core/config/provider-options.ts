import type { OptionSpec, ProviderManifest } from '../sdk/manifest.js';
import { deepFreeze } from './desired-state.js';
import { type GivenOption, type OptionLayer, type OptionScalar, optionKind, optionVariables } from './option-names.js';
import type { ProblemCollector } from './problems.js';
import { readBoolean } from './variable-values.js';

export interface ResolvedOptions {
  /** By the manifest's keys; an option that was not given has its default or is undefined. */
  readonly options: Readonly<Record<string, OptionScalar | undefined>>;
  /** Values that no output may show. */
  readonly secrets: readonly string[];
  /** Whether nothing that is required is missing. */
  readonly isComplete: boolean;
}

/**
 * Puts a provider's options together from several sources and checks them against the manifest: types, choices, and
 * that what is required is there. All that is missing is one problem, which names the variables that would put it right.
 * @param layers the one that wins first
 * @param place where the provider was chosen: there missing options are reported
 * @param hintOf how to give an option, in the hint of what is missing: `Set …`
 */
export function resolveProviderOptions(
  manifest: ProviderManifest,
  layers: readonly OptionLayer[],
  place: string,
  problems: ProblemCollector,
  hintOf: (key: string) => string = (key) => optionVariables(manifest, key)[0] ?? key,
): ResolvedOptions {
  const options: Record<string, OptionScalar | undefined> = {};
  const secrets: string[] = [];
  const given = new Set<string>();
  for (const [key, spec] of Object.entries(manifest.options)) {
    const found = layers.map((layer) => layer.get(key)).find((option) => option !== undefined && option.value !== '');
    if (found !== undefined) given.add(key);
    const value = found === undefined ? spec.default : coerce(spec, found, problems);
    options[key] = value;
    if (spec.secret === true && value !== undefined && value !== '') secrets.push(String(value));
  }
  const isComplete = reportMissing(manifest, given, place, problems, hintOf);
  return deepFreeze({ options, secrets, isComplete });
}

function coerce(spec: OptionSpec, { value, place }: GivenOption, problems: ProblemCollector): OptionScalar | undefined {
  const kind = optionKind(spec);
  if (kind === 'boolean') {
    const truth = typeof value === 'boolean' ? value : readBoolean(String(value));
    if (truth === undefined) problems.error(place, `--${spec.flag} must be true or false`);
    return truth;
  }
  const text = String(value).trim();
  if (spec.multiline !== true && /[\r\n]/.test(text)) {
    problems.error(place, `--${spec.flag} must stand on one line, and there is a line end in it`);
    return undefined;
  }
  if (kind === 'number') {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number)) return number;
    problems.error(place, `--${spec.flag} must be a number`);
    return undefined;
  }
  if (spec.choices !== undefined && !spec.choices.includes(text)) {
    const shown = spec.secret === true ? '' : `, not \`${text}\``;
    problems.error(place, `--${spec.flag} must be one of ${spec.choices.join(', ')}${shown}`);
  }
  return text;
}

/** @returns whether nothing is missing */
function reportMissing(
  manifest: ProviderManifest,
  given: ReadonlySet<string>,
  place: string,
  problems: ProblemCollector,
  hintOf: (key: string) => string,
): boolean {
  function has(key: string): boolean {
    return given.has(key) || manifest.options[key]?.default !== undefined;
  }
  const missing = Object.keys(manifest.options).filter((key) => manifest.options[key]?.required === true && !has(key));
  const groups = manifest.oneOf ?? [];
  const unmet = groups.length > 0 && !groups.some((group) => group.every(has));
  if (missing.length === 0 && !unmet) return true;
  const lacking = unmet ? alternatives(groups, missing, has) : [missing];
  function list(nameOf: (key: string) => string): string {
    return lacking.map((keys) => keys.map(nameOf).join(' and ')).join(', or ');
  }
  const flags = list((key) => `--${manifest.options[key]?.flag ?? key}`);
  problems.error(place, `the provider \`${manifest.id}\` lacks ${flags}`, {
    hint: `Set ${list(hintOf)}; see docs/providers/${manifest.id}.md`,
  });
  return false;
}

/** What each group still lacks, beside what is missing anyway; groups that were begun come alone. */
function alternatives(
  groups: readonly (readonly string[])[],
  missing: readonly string[],
  has: (key: string) => boolean,
): readonly (readonly string[])[] {
  const begun = groups.filter((group) => group.some(has));
  const candidates = begun.length > 0 ? begun : groups;
  return candidates.map((group) => [...new Set([...missing, ...group.filter((key) => !has(key))])]);
}
