import { usualValue } from '../options/usual-value.js';
import type { CertificateOptionSpec, PluginManifest } from '../sdk/manifest.js';
import type { IssuedCertificate } from '../sdk/plugin.js';

/** A certificate as the host has it, with what it says to all plugins. */
export interface HostedCertificate extends IssuedCertificate {
  readonly steps?: Readonly<Record<string, IssuedCertificate['options']>>;
}

/**
 * The same as one plugin sees it: what it says to others may be secret. One of which the configuration says nothing has
 * the defaults of the manifest.
 */
export function ofPlugin(
  { id, certificate: specs = {} }: PluginManifest,
  hosted: HostedCertificate,
): IssuedCertificate {
  const { steps = {}, ...certificate } = hosted;
  return { ...certificate, options: steps[id] ?? usualOptions(specs) };
}

function usualOptions(specs: Readonly<Record<string, CertificateOptionSpec>>): IssuedCertificate['options'] {
  return Object.fromEntries(Object.entries(specs).map(([key, spec]) => [key, usualValue(spec)]));
}
