import { hasLineEnd } from '../sdk/line-ends.js';
import type { OptionSpec, ProviderManifest } from '../sdk/manifest.js';
import { type GivenOption, type OptionLayer, type OptionScalar, optionKind, optionVariables } from './names.js';
import { readBoolean } from './read-boolean.js';

export interface ResolvedOptions {
  /** By the manifest's keys; an option that was not given has its default or is undefined. */
  readonly options: Readonly<Record<string, OptionScalar | undefined>>;
  /** Values that no output may show. */
  readonly secrets: readonly string[];
  /** Whether nothing that is required is missing. */
  readonly isComplete: boolean;
}

/** Where problems go: a part of the collector that the configuration has. */
export interface ProblemSink {
  error(place: string, message: string, details?: { readonly hint?: string | undefined }): void;
}

/** What the options of a manifest are, whoever it is of. */
export interface OptionFacts {
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Groups of option keys of which one must be complete. */
  readonly oneOf?: readonly (readonly string[])[];
}

/** How problems speak of options. */
export interface OptionWords {
  /** What an option is called: `--auth-token`, `COURIER_TOKEN`. */
  readonly nameOf: (key: string) => string;
  /** Whose options they are: ``the provider `linode` ``. */
  readonly owner: string;
  /** How to give an option, in the hint of what is missing: `Set …`; undefined: there is no hint. */
  readonly hintOf: ((key: string) => string) | undefined;
  /** What ends that hint. */
  readonly more?: string;
}

/**
 * Puts options together from several sources and checks them against their manifest: types, choices, and that what is
 * required is there. All that is missing is one problem, which names what would put it right.
 * @param layers the one that wins first
 * @param place where missing options are reported
 */
export function resolveOptions(
  facts: OptionFacts,
  layers: readonly OptionLayer[],
  place: string,
  problems: ProblemSink,
  words: OptionWords,
): ResolvedOptions {
  const options: Record<string, OptionScalar | undefined> = {};
  const secrets: string[] = [];
  const given = new Set<string>();
  for (const [key, spec] of Object.entries(facts.options)) {
    const found = layers.map((layer) => layer.get(key)).find((option) => option !== undefined && option.value !== '');
    if (found !== undefined) given.add(key);
    const value = found === undefined ? spec.default : coerce(spec, found, words.nameOf(key), problems);
    options[key] = value;
    if (spec.secret === true && value !== undefined && value !== '') secrets.push(String(value));
  }
  const isComplete = reportMissing(facts, given, place, problems, words);
  return Object.freeze({ options: Object.freeze(options), secrets: Object.freeze(secrets), isComplete });
}

/**
 * The options of a provider.
 * @param place where the provider was chosen: there missing options are reported
 * @param hintOf how to give an option, in the hint of what is missing: `Set …`
 */
export function resolveProviderOptions(
  manifest: ProviderManifest,
  layers: readonly OptionLayer[],
  place: string,
  problems: ProblemSink,
  hintOf: (key: string) => string = (key) => optionVariables(manifest, key)[0] ?? key,
): ResolvedOptions {
  return resolveOptions(manifest, layers, place, problems, {
    nameOf: (key) => `--${manifest.options[key]?.flag ?? key}`,
    owner: `the provider \`${manifest.id}\``,
    hintOf,
    more: `see docs/providers/${manifest.id}.md`,
  });
}

/** A value in the form of its option; undefined where it has another one, which is reported. */
export function coerce(
  spec: OptionSpec,
  { value, place }: GivenOption,
  name: string,
  problems: ProblemSink,
): OptionScalar | undefined {
  const kind = optionKind(spec);
  if (kind === 'boolean') {
    const truth = typeof value === 'boolean' ? value : readBoolean(String(value));
    if (truth === undefined) problems.error(place, `${name} must be true or false`);
    return truth;
  }
  const text = String(value).trim();
  if (spec.multiline !== true && hasLineEnd(text)) {
    problems.error(place, `${name} must stand on one line, and there is a line end in it`);
    return undefined;
  }
  if (kind === 'number') {
    const number = Number(text);
    if (text.trim() !== '' && Number.isFinite(number)) return number;
    problems.error(place, `${name} must be a number`);
    return undefined;
  }
  if (spec.choices !== undefined && !spec.choices.includes(text)) {
    const shown = spec.secret === true ? '' : `, not \`${text}\``;
    problems.error(place, `${name} must be one of ${spec.choices.join(', ')}${shown}`);
  }
  return text;
}

/** @returns whether nothing is missing */
function reportMissing(
  { options, oneOf: groups = [] }: OptionFacts,
  given: ReadonlySet<string>,
  place: string,
  problems: ProblemSink,
  { nameOf, owner, hintOf, more }: OptionWords,
): boolean {
  function has(key: string): boolean {
    return given.has(key) || options[key]?.default !== undefined;
  }
  const missing = Object.keys(options).filter((key) => options[key]?.required === true && !has(key));
  const unmet = groups.length > 0 && !groups.some((group) => group.every(has));
  if (missing.length === 0 && !unmet) return true;
  const lacking = unmet ? alternatives(groups, missing, has) : [missing];
  function list(called: (key: string) => string): string {
    return lacking.map((keys) => keys.map(called).join(' and ')).join(', or ');
  }
  const hint = hintOf === undefined ? undefined : [`Set ${list(hintOf)}`, more].filter(Boolean).join('; ');
  problems.error(place, `${owner} lacks ${list(nameOf)}`, { ...(hint !== undefined && { hint }) });
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
