import type { GivenOption, OptionScalar } from '../options/names.js';
import { type ProblemSink, resolveOptions } from '../options/resolve.js';
import type { PluginManifest } from '../sdk/manifest.js';
import type { PluginSettings } from './plugin-settings.js';
import type { KnownPlugin } from './plugin-variables.js';

/** Options of a certificate: plugin id → key of its manifest → value. */
export type CertificateSteps = Readonly<Record<string, Readonly<Record<string, OptionScalar | undefined>>>>;

/** An option that plugins let single certificates have, as files call it. */
export interface StepOption {
  readonly plugin: string;
  readonly key: string;
  /** In domains.conf, without its `=`. */
  readonly line: string;
  /** Of the certificate's entry in YAML. */
  readonly section: string;
  /** Within that section. */
  readonly yaml: string;
  readonly help: string;
}

/** All such options of these plugins. */
export function stepOptions(plugins: readonly KnownPlugin[]): readonly StepOption[] {
  return plugins.flatMap(({ manifest: { id, certificate = {} } }) =>
    Object.entries(certificate).map(([key, { flag, help }]) => ({
      plugin: id,
      key,
      line: `${id}-${flag}`,
      section: id.replaceAll('-', '_'),
      yaml: flag.replaceAll('-', '_'),
      help,
    })),
  );
}

/** What a file gave for one of them. */
export interface GivenStep {
  readonly option: StepOption;
  readonly value: string;
  readonly place: string;
}

/** Checks what one certificate was given; what is wrong is reported where it stands. */
export function readSteps(
  given: readonly GivenStep[],
  plugins: readonly KnownPlugin[],
  problems: ProblemSink,
): CertificateSteps {
  const ids = new Set(given.map(({ option }) => option.plugin));
  const steps = [...ids].map((id) => {
    const own = given.filter(({ option }) => option.plugin === id);
    const layer = new Map<string, GivenOption>(own.map(({ option: { key }, value, place }) => [key, { value, place }]));
    const specs = plugins.find(({ manifest }) => manifest.id === id)?.manifest.certificate ?? {};
    const asked = Object.fromEntries(Object.entries(specs).filter(([key]) => layer.has(key)));
    const nameOf = (key: string) => `\`${own.find(({ option }) => option.key === key)?.option.yaml ?? key}\``;
    const words = { nameOf, owner: id, hintOf: undefined };
    return [id, resolveOptions({ options: asked }, [layer], '', problems, words).options] as const;
  });
  return Object.fromEntries(steps);
}

/** With what holds for all certificates where one says nothing. */
export function completeSteps(
  steps: CertificateSteps,
  plugins: readonly KnownPlugin[],
  settings: Readonly<Record<string, PluginSettings>>,
): CertificateSteps {
  const complete = plugins.flatMap(({ manifest: { id, certificate } }) => {
    if (certificate === undefined) return [];
    const keys = Object.entries(certificate);
    const values = keys.map(([key, spec]) => {
      const usual = settings[id]?.options[key] ?? spec.default;
      return [key, steps[id]?.[key] ?? usual] as const;
    });
    return [[id, Object.fromEntries(values)] as const];
  });
  return Object.fromEntries(complete);
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
