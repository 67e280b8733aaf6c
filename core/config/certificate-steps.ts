import { inOrder } from '../manifest/plugin-order.js';
import type { OptionScalar } from '../options/names.js';
import { coerce, type ProblemSink } from '../options/resolve.js';
import { usualValue } from '../options/usual-value.js';
import type { CertificateOption, CertificateOptionSpec, ContainerCommand, PluginManifest } from '../sdk/manifest.js';
import type { PluginSettings } from './plugin-settings.js';
import type { KnownPlugin } from './plugin-variables.js';

/** What a certificate says to plugins: plugin id → key of its manifest → value. */
export type CertificateSteps = Readonly<Record<string, Readonly<Record<string, CertificateOption>>>>;

/** An option that plugins let single certificates have, as files call it. */
export interface StepOption {
  readonly plugin: string;
  readonly key: string;
  readonly spec: CertificateOptionSpec;
  /** In domains.conf, without its `=`; undefined: it cannot stand there. */
  readonly line: string | undefined;
  /** Where it can stand in the certificate's entry in YAML, each with its meaning; see `CertificateOptionSpec.yaml`. */
  readonly yaml: readonly { readonly path: string; readonly help: string }[];
}

const known = new WeakMap<readonly KnownPlugin[], readonly StepOption[]>();

/** All such options of these plugins, in the order in which the plugins run. */
export function stepOptions(plugins: readonly KnownPlugin[]): readonly StepOption[] {
  const options = known.get(plugins) ?? inOrder(plugins).flatMap(({ manifest }) => optionsOf(manifest));
  known.set(plugins, options);
  return options;
}

/** Those of one plugin. */
export function optionsOf({ id, certificate = {} }: PluginManifest): readonly StepOption[] {
  return Object.entries(certificate).map(([key, spec]) => {
    const { flag, help, line = `${id}-${flag}`, yaml = `${underscored(id)}.${underscored(flag)}` } = spec;
    const places = typeof yaml === 'string' ? { [yaml]: help } : yaml;
    return {
      plugin: id,
      key,
      spec,
      line: line === false ? undefined : line,
      yaml: Object.entries(places).map(([path, meaning]) => ({ path, help: meaning })),
    };
  });
}

function underscored(text: string): string {
  return text.replaceAll('-', '_');
}

/** What a file gave for one of them. */
export interface GivenStep {
  readonly option: StepOption;
  readonly value: OptionScalar | readonly string[] | readonly ContainerCommand[];
  /** How the file calls it. */
  readonly name: string;
  readonly place: string;
}

/** Checks what one certificate was given; what is wrong is reported where it stands. */
export function readSteps(given: readonly GivenStep[], problems: ProblemSink): CertificateSteps {
  const steps: Record<string, Record<string, CertificateOption>> = {};
  for (const { option, value, name, place } of given) {
    const own = steps[option.plugin] ?? {};
    steps[option.plugin] = own;
    own[option.key] =
      typeof value === 'object'
        ? joined(own[option.key], value)
        : coerce(option.spec, { value, place }, `\`${name}\``, problems);
  }
  return steps;
}

/** Several places of a list are one list; a container stands in it once. */
function joined(before: CertificateOption, value: readonly string[] | readonly ContainerCommand[]): CertificateOption {
  const all = [...(Array.isArray(before) ? before : []), ...value];
  return [...new Set(all)];
}

/**
 * Completes what certificates say with what holds for all of them. Of ten thousand that say nothing all have the same
 * object.
 */
export function stepCompletion(
  plugins: readonly KnownPlugin[],
  settings: Readonly<Record<string, PluginSettings>>,
): (steps: CertificateSteps) => CertificateSteps {
  const usual = Object.fromEntries(plugins.flatMap(({ manifest }) => complete(manifest, undefined)));

  function complete({ id, certificate }: PluginManifest, own: CertificateSteps[string] | undefined) {
    if (certificate === undefined) return [];
    const values = Object.entries(certificate).map(([key, spec]) => {
      const alone = spec.inherits === false && own !== undefined;
      return [key, own?.[key] ?? (alone ? undefined : settings[id]?.options[key]) ?? usualValue(spec)] as const;
    });
    return [[id, Object.fromEntries(values)] as const];
  }

  return (steps) => {
    const speaking = plugins.filter(({ manifest }) => steps[manifest.id] !== undefined);
    if (speaking.length === 0) return usual;
    const said = speaking.flatMap(({ manifest }) => complete(manifest, steps[manifest.id]));
    return { ...usual, ...Object.fromEntries(said) };
  };
}

/** Whether a certificate has something run. */
export function hasCommands(steps: CertificateSteps, plugins: readonly KnownPlugin[]): boolean {
  return stepOptions(plugins).some(({ plugin, key, spec }) => {
    const value = steps[plugin]?.[key];
    return spec.commands === true && Array.isArray(value) && value.length > 0;
  });
}

/** The values among them that no output may show. */
export function secretSteps(steps: CertificateSteps, plugins: readonly { readonly manifest: PluginManifest }[]) {
  return plugins.flatMap(({ manifest: { id, certificate = {} } }) =>
    Object.entries(certificate).flatMap(([key, { secret }]) => {
      const value = secret === true ? String(steps[id]?.[key] ?? '') : '';
      return value === '' ? [] : [value];
    }),
  );
}
