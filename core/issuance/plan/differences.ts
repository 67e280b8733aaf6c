import type { DesiredCertificate } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import { configuredKeyType, keepsKey, lineageParameters } from './lineage-parameters.js';

/** Something in which a lineage is not as the configuration, or its defaults, would have it. */
export interface Difference {
  readonly about: 'name' | 'key type' | 'key reuse' | 'chain' | 'profile' | 'CA';
  /** As it is on disk; undefined: nothing is recorded. */
  readonly present: string | undefined;
  /** As the configuration has it. */
  readonly configured: string | undefined;
  /** What becomes of it: it stays as it is on disk, or changes with the next version, or with the one that is due now. */
  readonly outcome: 'kept' | 'at the next renewal' | 'now';
  /** For people: what becomes of it, and why. */
  readonly text: string;
}

/**
 * All that differs between what is on disk and what is configured.
 * @param server the CA that the next version comes from
 * @param isDue whether a new version is due now
 */
export function differencesOf(
  certificate: DesiredCertificate,
  lineage: Lineage,
  server: string,
  isDue: boolean,
): Difference[] {
  const { explicit } = certificate;
  const { renewal } = lineage;
  const next = lineageParameters(certificate, lineage);
  const when = isDue ? 'now' : 'at the next renewal';
  const found: Difference[] = [];

  function compare(
    about: Difference['about'],
    present: string | undefined,
    configured: string | undefined,
    becomes: string | undefined,
    askedBy: string | undefined,
  ): void {
    if (present === configured && becomes === present) return;
    const outcome = becomes === present ? 'kept' : when;
    const text =
      outcome === 'kept'
        ? `${about} ${present} stays: nothing asks for ${configured ?? 'another'} explicitly`
        : `${about} changes from ${present ?? 'the default'} to ${becomes ?? 'the default'} ${outcome}, ${askedBy === undefined ? `as renewal/${lineage.name}.conf records it` : `by ${askedBy}`}`;
    found.push({ about, present, configured, outcome, text });
  }

  if (lineage.server !== undefined && lineage.server !== certificate.server) {
    const isReplaced = server !== lineage.server;
    found.push({
      about: 'CA',
      present: lineage.server,
      configured: certificate.server,
      outcome: isReplaced ? when : 'kept',
      text: isReplaced
        ? `CA changes from the staging server ${lineage.server} to ${certificate.server} ${when}`
        : `CA stays ${lineage.server}, which issued it, though ${certificate.server} is configured`,
    });
  }
  const keyType = lineage.certificate?.keyType;
  if (keyType !== undefined) {
    const isKept = keepsKey(certificate, lineage, false);
    const becomes = isKept ? keyType : next.keyType;
    compare('key type', keyType, configuredKeyType(certificate), becomes, explicit.keyType);
  }
  if (renewal !== undefined) {
    compare('key reuse', yes(renewal.reuseKey), yes(certificate.reuseKey), yes(next.reuseKey), explicit.reuseKey);
    compare('chain', renewal.preferredChain, certificate.preferredChain, next.preferredChain, explicit.preferredChain);
    compare('profile', renewal.profile, certificate.acmeProfile, next.profile, explicit.acmeProfile);
  }
  return found;
}

function yes(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
