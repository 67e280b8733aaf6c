import type { DesiredCertificate } from '../../config/desired-state.js';
import type { KeyType as ConfiguredKeyType } from '../../config/settings.js';
import { recordedKeyType } from '../../store/certbot/renewal-key.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { KeyType } from '../../x509/certificate-facts.js';

/** What the next version of a lineage is to be like, beside its names. */
export interface LineageParameters {
  readonly keyType: KeyType;
  readonly reuseKey: boolean;
  readonly preferredChain: string | undefined;
  readonly profile: string | undefined;
  /** Whether a CA that has not got the profile is an error; else its default is as good. */
  readonly isProfileRequired: boolean;
}

const keyTypes: Readonly<Record<ConfiguredKeyType, KeyType>> = {
  rsa: 'rsa2048',
  rsa4096: 'rsa4096',
  ecdsa: 'ecdsa256',
  ecdsa384: 'ecdsa384',
};

/** The key type that the configuration asks for, or has as its default. */
export function configuredKeyType({ keyType }: Pick<DesiredCertificate, 'keyType'>): KeyType {
  return keyTypes[keyType];
}

/**
 * What somebody asked for, else what the lineage has on record, else the defaults. So a volume of certbot or of the seed
 * image keeps its keys, chain and profile until its owner wants others.
 */
export function lineageParameters(
  certificate: DesiredCertificate,
  lineage: Pick<Lineage, 'renewal' | 'certificate'> | undefined,
): LineageParameters {
  const { explicit } = certificate;
  const recorded = lineage?.renewal;
  const keyOnRecord = recordedKeyType(recorded?.key, lineage?.certificate?.keyType);
  const isOwnProfile = explicit.acmeProfile !== undefined || recorded?.profile === undefined;
  const { profile, isProfileRequired } = isOwnProfile
    ? { profile: certificate.acmeProfile, isProfileRequired: true }
    : recorded;
  return {
    keyType: (explicit.keyType === undefined ? keyOnRecord : undefined) ?? configuredKeyType(certificate),
    reuseKey: explicit.reuseKey === undefined ? (recorded?.reuseKey ?? certificate.reuseKey) : certificate.reuseKey,
    preferredChain:
      explicit.preferredChain === undefined
        ? (recorded?.preferredChain ?? certificate.preferredChain)
        : certificate.preferredChain,
    profile,
    isProfileRequired,
  };
}

/**
 * Whether the key that is there is kept: where that is wanted, and no key of another type is.
 * @param needsNewKey the key must not be used again, whatever is wanted
 */
export function keepsKey(
  certificate: DesiredCertificate,
  lineage: Pick<Lineage, 'renewal' | 'certificate' | 'health'>,
  needsNewKey: boolean,
): boolean {
  const { reuseKey, keyType } = lineageParameters(certificate, lineage);
  if (!reuseKey || needsNewKey || lineage.health !== 'good') return false;
  return certificate.explicit.keyType === undefined || lineage.certificate?.keyType === keyType;
}
