import type { CertificateFacts } from '../../x509/certificate-facts.js';
import type { RenewalFacts } from '../certbot/renewal-conf.js';
import type { Lineage } from '../lineages/lineage.js';
import { factsOf, type LineageRecord, lineageOf, renewalOf } from '../records/lineage-record.js';
import type { Row } from './database.js';
import type { Sealer } from './sealing.js';

/** What of a certificate a look at all lineages needs, so that none has to be parsed. */
interface KeptFacts {
  readonly certificate: Omit<CertificateFacts, 'notBefore' | 'notAfter'> & {
    readonly notBefore: number;
    readonly notAfter: number;
  };
  readonly renewal: RenewalFacts;
}

export const factsSubject = (name: string, version: number) => ['facts', name, String(version)];

/** The facts as they are kept, in the clear, with the stamp that binds them to the key: plans are made from them. */
export function stampFacts(sealer: Sealer, record: LineageRecord) {
  const certificate = factsOf(record);
  const { notBefore, notAfter } = certificate;
  const kept: KeptFacts = {
    certificate: { ...certificate, notBefore: notBefore.getTime(), notAfter: notAfter.getTime() },
    renewal: renewalOf(record),
  };
  const facts = JSON.stringify(kept);
  return { facts, stamp: sealer.stamp(factsSubject(record.name, record.version), facts), notAfter };
}

/** A row as everybody sees it; one whose facts were put there by somebody else is left alone. */
export function readStamped(sealer: Sealer, row: Row): Lineage {
  const [name, version, text] = [String(row.name), Number(row.version), String(row.facts)];
  if (!sealer.isStamped(factsSubject(name, version), text, row.stamp)) return foreign(name);
  const { certificate, renewal } = JSON.parse(text) as KeptFacts;
  return lineageOf(
    { name, version },
    { ...certificate, notBefore: new Date(certificate.notBefore), notAfter: new Date(certificate.notAfter) },
    renewal,
  );
}

function foreign(name: string): Lineage {
  return {
    name,
    health: { unreadable: 'what the store has of it was not written there by this program' },
    version: undefined,
    domains: [],
    certificate: undefined,
    server: undefined,
    accountId: undefined,
    renewal: undefined,
    managed: undefined,
  };
}
