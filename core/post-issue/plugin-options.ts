import { Failure } from '../sdk/failure.js';
import type { OptionSpec, PluginManifest } from '../sdk/manifest.js';

/** Finds the value of a variable; undefined where it is not set. */
export type VariableLookup = (name: string) => string | undefined;

type PluginOption = string | number | boolean | undefined;

/** The variables of a plugin's option: those of its manifest, else `<PLUGIN>_<FLAG>`. */
export function pluginVariables(manifest: PluginManifest, { flag, env }: OptionSpec): readonly string[] {
  return env ?? [`${manifest.id}-${flag}`.toUpperCase().replaceAll('-', '_')];
}

/**
 * The options of a plugin as its manifest describes them.
 * @throws Failure CONFIG naming the variable that is missing or wrong
 */
export function pluginOptions(
  manifest: PluginManifest,
  lookup: VariableLookup,
): Readonly<Record<string, PluginOption>> {
  return Object.fromEntries(Object.entries(manifest.options).map(([key, spec]) => [key, read(manifest, spec, lookup)]));
}

function read(manifest: PluginManifest, spec: OptionSpec, lookup: VariableLookup): PluginOption {
  const names = pluginVariables(manifest, spec);
  const name = names.find((candidate) => lookup(candidate) !== undefined) ?? names[0] ?? spec.flag;
  const text = lookup(name);
  if (text === undefined) {
    if (spec.required) throw wrong(name, `the plugin ${manifest.id} needs ${name}`);
    return spec.default ?? (spec.switch ? false : undefined);
  }
  if (spec.choices !== undefined && !spec.choices.includes(text))
    throw wrong(name, `${name} must be one of ${spec.choices.join(', ')}`);
  if (spec.switch || typeof spec.default === 'boolean') {
    if (/^(true|1|yes)$/i.test(text)) return true;
    if (/^(false|0|no)$/i.test(text)) return false;
    throw wrong(name, `${name} must be true or false`);
  }
  if (!spec.number && typeof spec.default !== 'number') return text;
  if (text.trim() === '' || !Number.isFinite(Number(text))) throw wrong(name, `${name} must be a number`);
  return Number(text);
}

function wrong(place: string, message: string): Failure {
  return new Failure('CONFIG', message, { place });
}
