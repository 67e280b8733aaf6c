import type { KeyObject } from 'node:crypto';
import { Failure } from '../../sdk/failure.js';
import type { CertificateFacts } from '../../x509/certificate-facts.js';
import type { RenewalParameters } from '../certbot/renewal-conf.js';
import { forEachKind } from '../layout.js';
import type { LineagePem } from './archive-files.js';
import { findPemDamage, keepSound } from './verify-files.js';

export interface SaveRequest {
  readonly name: string;
  /** PEM texts; `fullchain` is made of the certificate and the chain (which is empty where the CA sends none). */
  readonly pem: Readonly<Record<'cert' | 'chain' | 'privkey', string>>;
  /** The private key, where it is parsed already. */
  readonly key?: KeyObject;
  /** What the certificate says, where it is read already. */
  readonly facts?: CertificateFacts;
  readonly renewal: RenewalParameters;
  /** The N that it shall have, where it is already known elsewhere by that; left out: one more than there ever was. */
  readonly version?: number;
  /** The renewal configuration that it goes on with; left out: the one that is there. */
  readonly renewalText?: string;
  /** Post-issue plugins that must run for this version: remembered in the same crash-safe step as the version itself. */
  readonly owes?: readonly string[];
  /** Journal entries (the order) that are done with once this version is there. */
  readonly settles?: readonly string[];
}

function withLineEnd(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? '' : `${trimmed}\n`;
}

/**
 * certbot compares the text of fullchain with that of cert and chain, so it is composed here, byte by byte.
 * @throws Failure INTERNAL where they do not belong together
 */
export function composePem({ name, pem, key, facts }: Pick<SaveRequest, 'name' | 'pem' | 'key' | 'facts'>): LineagePem {
  const cert = withLineEnd(pem.cert);
  const chain = withLineEnd(pem.chain);
  const composed = { cert, chain, fullchain: cert + chain, privkey: withLineEnd(pem.privkey) };
  // Files that do not belong together would be served at once: they are refused instead.
  const damage = findPemDamage(
    composed,
    forEachKind((kind) => kind),
    key,
  );
  if (damage !== undefined) throw new Failure('INTERNAL', `a certificate cannot be saved: ${damage}`, { place: name });
  keepSound(composed, facts);
  return composed;
}
