import type { IssuedCertificate } from '../sdk/plugin.js';

/** A certificate as the host has it, with what it says to all plugins. */
export interface HostedCertificate extends IssuedCertificate {
  readonly steps?: Readonly<Record<string, IssuedCertificate['options']>>;
}

/** The same as one plugin sees it: what it says to others may be secret. */
export function ofPlugin(id: string, certificate: HostedCertificate): IssuedCertificate {
  if (certificate.steps === undefined) return certificate;
  const { steps, ...rest } = certificate;
  return { ...rest, options: steps[id] ?? {} };
}
