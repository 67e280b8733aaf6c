import type { OptionSpec, ProviderManifest } from '../sdk/manifest.js';
import type { GivenSetting } from './answers.js';

/** An option that is to be asked for. */
export interface OptionQuestion {
  readonly key: string;
  readonly spec: OptionSpec;
}

/** One of the ways to log in at a provider. */
export interface CredentialChoice {
  readonly keys: readonly string[];
  /** `--auth-username and --auth-password`. */
  readonly label: string;
}

/** The ways to log in, where the manifest leaves a choice; none where there is but one. */
export function credentialChoices({ options, oneOf = [] }: ProviderManifest): readonly CredentialChoice[] {
  if (oneOf.length < 2) return [];
  return oneOf.map((keys) => ({
    keys,
    label: keys.map((key) => `--${options[key]?.flag ?? key}`).join(' and ') || 'nothing: what the machine itself has',
  }));
}

/**
 * What must be answered for a way to log in: what is required, and what that way wants, in the manifest's order. Options
 * with a default need no answer.
 */
export function neededOptions({ options, oneOf = [] }: ProviderManifest, choice?: CredentialChoice): OptionQuestion[] {
  const wanted = new Set(choice?.keys ?? oneOf[0] ?? []);
  return Object.entries(options)
    .filter(([key, spec]) => (spec.required === true || wanted.has(key)) && spec.default === undefined)
    .map(([key, spec]) => ({ key, spec }));
}

/** What may be answered beside that. */
export function furtherOptions(manifest: ProviderManifest, choice?: CredentialChoice): OptionQuestion[] {
  const needed = new Set(neededOptions(manifest, choice).map(({ key }) => key));
  const ofOthers = new Set((manifest.oneOf ?? []).flat());
  return Object.entries(manifest.options)
    .filter(([key]) => !needed.has(key) && !ofOthers.has(key))
    .map(([key, spec]) => ({ key, spec }));
}

/** The options of which the provider lacks one: of the way that was begun, else of the first. */
export function missingOptions(
  manifest: ProviderManifest,
  given: ReadonlyMap<string, GivenSetting>,
): readonly OptionQuestion[] {
  const lacking = (choice?: CredentialChoice) => neededOptions(manifest, choice).filter(({ key }) => !given.has(key));
  const choices = credentialChoices(manifest);
  if (choices.length === 0) return lacking();
  const all = choices.map((choice) => ({ choice, missing: lacking(choice) }));
  const complete = all.find(({ missing }) => missing.length === 0);
  if (complete !== undefined) return [];
  const begun = all.filter(({ choice }) => choice.keys.some((key) => given.has(key)));
  return (begun[0] ?? all[0])?.missing ?? [];
}

/** Why a value will not do, or undefined where it will. */
export function problemOfValue({ choices, number, multiline }: OptionSpec, value: string): string | undefined {
  const text = value.trim();
  if (text === '') return 'It is needed';
  if (number === true && !Number.isFinite(Number(text))) return 'It must be a number';
  if (choices !== undefined && !choices.includes(text)) return `It must be one of ${choices.join(', ')}`;
  if (/[\r\n]/.test(text)) return multiline === true ? 'Name a file that holds it' : 'It must stand on one line';
  return undefined;
}
