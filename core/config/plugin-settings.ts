import type { GivenOption } from '../options/names.js';
import { type OptionFacts, resolveOptions } from '../options/resolve.js';
import type { PluginManifest, PluginOptionSpec } from '../sdk/manifest.js';
import type { ReadVariables } from './environment.js';
import { type KnownPlugin, pluginKey, pluginVariables } from './plugin-variables.js';
import { secretParts } from './setting-secrets.js';
import type { VariableValue } from './variable-spec.js';

/** What holds for all certificates, as one plugin wants to know it. */
export interface PluginSettings {
  /** By the keys of the manifest; of the right types. */
  readonly options: Readonly<Record<string, string | number | boolean | undefined>>;
  /** The values among them that no output may show. */
  readonly secrets: readonly string[];
  /** Why the plugin cannot run; undefined: it can. */
  readonly problem?: { readonly place: string; readonly message: string; readonly hint?: string | undefined };
}

/** The options that are no secret, under the names of their variables: for programs that this one starts. */
export function pluginEnvironment(
  plugins: readonly KnownPlugin[],
  settings: Readonly<Record<string, PluginSettings>>,
): Readonly<Record<string, string>> {
  const pairs = plugins.flatMap(({ manifest }) =>
    Object.entries(manifest.options).flatMap(([key, { secret }]) => {
      const value = settings[manifest.id]?.options[key];
      return secret === true || value === undefined || value === '' ? [] : [[variableOf(manifest, key), String(value)]];
    }),
  );
  return Object.fromEntries(pairs);
}

/** The options of each plugin, by its id, from what variables and the YAML file gave. */
export function readPluginSettings(
  plugins: readonly KnownPlugin[],
  read: ReadVariables,
): Readonly<Record<string, PluginSettings>> {
  return Object.fromEntries(plugins.map(({ manifest }) => [manifest.id, settingsOf(manifest, read)]));
}

function settingsOf(manifest: PluginManifest, { values, given }: ReadVariables): PluginSettings {
  const layer = new Map<string, GivenOption>();
  let problem: PluginSettings['problem'];
  const nameOf = (key: string) => variableOf(manifest, key);
  for (const key of Object.keys(manifest.options)) {
    const name = nameOf(key);
    const place = given.get(name);
    if (place === undefined) continue;
    const value = values[name];
    if (value === undefined) problem ??= { place, message: `the value of ${name} cannot be used` };
    else layer.set(key, { value: textOf(value, manifest.options[key]?.kind), place });
  }
  const missing = Object.keys(manifest.options).find((key) => manifest.options[key]?.required && !layer.has(key));
  const facts: OptionFacts = manifest;
  const sink = {
    error: (place: string, message: string, details: { readonly hint?: string | undefined } = {}) => {
      problem ??= { place, message, ...details };
    },
  };
  const { options } = resolveOptions(facts, [layer], nameOf(missing ?? ''), sink, {
    nameOf,
    owner: `the plugin \`${manifest.id}\``,
    hintOf: (key) => `${nameOf(key)}, or ${keyOf(manifest, key)} in the YAML file`,
  });
  return { options, secrets: secretsOf(manifest, options), ...(problem !== undefined && { problem }) };
}

function secretsOf(manifest: PluginManifest, options: PluginSettings['options']): readonly string[] {
  const values = Object.entries(manifest.options).flatMap(([key, { secret, kind }]) => {
    const text = secret === true ? String(options[key] ?? '') : '';
    return kind === 'list' ? text.split(',') : [text];
  });
  const isSet = (value: string) => value !== '';
  return values.filter(isSet).flatMap(secretParts).filter(isSet);
}

function variableOf(manifest: PluginManifest, key: string): string {
  const option = manifest.options[key];
  return (option === undefined ? undefined : pluginVariables(manifest, option)[0]) ?? key;
}

function keyOf(manifest: PluginManifest, key: string): string {
  const option = manifest.options[key];
  return `\`${option === undefined ? key : pluginKey(manifest, option).join('.')}\``;
}

/** Plugins get a mode in octal, owners as text, and lists with commas. */
function textOf(value: VariableValue, kind: PluginOptionSpec['kind']): string | number | boolean {
  // A bare number could be taken for another one: 0620 is 400 in decimal.
  if (kind === 'mode' && typeof value === 'number') return `0${value.toString(8)}`;
  return typeof value === 'object' ? [value].flat().join(',') : value;
}
