import { createHash } from 'node:crypto';
import type { DesiredCertificate, DesiredState } from '../config/desired-state.js';

/**
 * Tells whether anything that matters to a certificate has changed: itself, without its place in the file, and the
 * accounts it may use.
 */
export function configurationFingerprint(
  certificate: DesiredCertificate,
  state: Pick<DesiredState, 'profiles' | 'settings'>,
): string {
  const { source: _source, ...own } = certificate;
  const { eab, resolvers, proxy, caBundle } = state.settings;
  const profiles = certificate.profile === undefined ? state.profiles : state.profiles[certificate.profile];
  return createHash('sha256')
    .update(JSON.stringify([own, profiles, eab, resolvers, proxy, caBundle]))
    .digest('hex');
}
