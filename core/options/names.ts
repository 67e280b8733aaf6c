import type { OptionSpec, ProviderManifest } from '../sdk/manifest.js';

/** What a value of an option may be. */
export type OptionScalar = string | number | boolean;

/** A value given for an option, and where. */
export interface GivenOption {
  readonly value: OptionScalar;
  /** Name of a variable, `--flag`, or a place in a file. */
  readonly place: string;
}

/** What one source gives: key in the manifest → value. */
export type OptionLayer = ReadonlyMap<string, GivenOption>;

/** `--Auth_Token` → `auth-token`. */
export function normalizeOptionName(name: string): string {
  return name.replace(/^--/, '').toLowerCase().replaceAll('_', '-');
}

/**
 * The manifest's key of an option, by its flag in any spelling (`auth-token`, `auth_token`). With `short`, also by the
 * flag without `auth-`, where no other option has that name.
 */
export function findOption(manifest: ProviderManifest, name: string, short = false): string | undefined {
  const wanted = normalizeOptionName(name);
  const entries = Object.entries(manifest.options);
  const exact = entries.find(([, spec]) => normalizeOptionName(spec.flag) === wanted);
  if (exact !== undefined) return exact[0];
  return short ? entries.find(([, spec]) => spec.flag === `auth-${wanted}`)?.[0] : undefined;
}

export function flagsOf(manifest: ProviderManifest): readonly string[] {
  return Object.values(manifest.options).map((spec) => spec.flag);
}

/** `auth-token` → `AUTH_TOKEN`. */
function upper(text: string): string {
  return text.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

/** `LEXICON_<PROVIDER>_`, for the provider's id and its aliases. */
export function variablePrefixes(manifest: ProviderManifest): readonly string[] {
  return [manifest.id, ...(manifest.aliases ?? [])].map(
    (id) => `LEXICON_${id.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_`,
  );
}

/** The names made from the provider's id, its aliases and the flag; the usual one first. */
function derivedVariables(manifest: ProviderManifest, flag: string): readonly string[] {
  const bare = upper(flag.replace(/^auth-/, ''));
  const suffixes = new Set([upper(flag), bare, `AUTH_${bare}`]);
  return variablePrefixes(manifest).flatMap((prefix) => [...suffixes].map((suffix) => prefix + suffix));
}

/**
 * The variables that an option can come from, the usual one first: `LEXICON_CLOUDFLARE_AUTH_TOKEN`,
 * `LEXICON_CLOUDFLARE_TOKEN`, those of the aliases, then the extra ones of the manifest. Each also works with `_FILE`.
 * A name that is the usual one of another option belongs to that one.
 */
export function optionVariables(manifest: ProviderManifest, key: string): readonly string[] {
  const spec = manifest.options[key];
  if (spec === undefined) return [];
  const others = Object.values(manifest.options).filter((other) => other !== spec);
  const taken = new Set(
    others.flatMap((other) => variablePrefixes(manifest).map((prefix) => prefix + upper(other.flag))),
  );
  const names = [...derivedVariables(manifest, spec.flag), ...(spec.env ?? [])];
  return [...new Set(names)].filter((name) => !taken.has(name));
}

/** Form of an option's value. */
export function optionKind(spec: OptionSpec): 'string' | 'number' | 'boolean' {
  if (spec.switch === true || typeof spec.default === 'boolean') return 'boolean';
  if (spec.number === true || typeof spec.default === 'number') return 'number';
  return 'string';
}
