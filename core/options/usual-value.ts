import type { CertificateOption, CertificateOptionSpec } from '../sdk/manifest.js';

/** What an option of a certificate is where nobody says anything. */
export function usualValue(spec: CertificateOptionSpec): CertificateOption {
  if (spec.default !== undefined) return spec.default;
  if (spec.containers === true || spec.commands === true) return [];
  return spec.switch === true ? false : undefined;
}
