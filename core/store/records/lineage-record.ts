import { Failure } from '../../sdk/failure.js';
import { type CertificateFacts, parseCertificates, readCertificateFacts } from '../../x509/certificate-facts.js';
import { markManaged, type RenewalFacts, readRenewalFacts, writeRenewalText } from '../certbot/renewal-conf.js';
import { createLayout } from '../layout.js';
import type { GoodLineage } from '../lineages/lineage.js';
import { composePem, type SaveRequest } from '../lineages/save-request.js';

/** The version in force of a lineage in a store that keeps no files; its key is kept apart. */
export interface LineageRecord {
  readonly name: string;
  readonly version: number;
  readonly cert: string;
  readonly chain: string;
  /** The text of certbot's renewal configuration: what certbot or somebody else wrote in it goes with the lineage. */
  readonly renewal: string;
}

/** A version as it is kept, with its key. */
export interface WholeRecord extends LineageRecord {
  /** PKCS#8 PEM. Never to be logged. */
  readonly privkey: string;
}

/** Whatever host publishes it puts its own paths in. */
const layout = createLayout('/etc/letsencrypt');

/** The next version of a lineage. @throws Failure INTERNAL where the texts do not belong together */
export function nextRecord(
  request: SaveRequest,
  before: LineageRecord | undefined,
): { readonly record: LineageRecord; readonly privkey: string } {
  const { name, renewal } = request;
  const { cert, chain, privkey } = composePem(request);
  const text = writeRenewalText({
    existing: before?.renewal,
    place: name,
    archiveDirectory: layout.archiveDirectory(name),
    paths: layout.livePaths(name),
    parameters: renewal,
    managed: before === undefined ? 'created' : (readRenewalFacts(before.renewal, name).managed ?? 'adopted'),
  });
  const version = request.version ?? (before?.version ?? 0) + 1;
  return { record: { name, version, cert, chain, renewal: text }, privkey };
}

/** The same lineage, as this program's own; undefined where it is already. */
export function adopted(record: LineageRecord): LineageRecord | undefined {
  if (readRenewalFacts(record.renewal, record.name).managed !== undefined) return undefined;
  return { ...record, renewal: markManaged(record.renewal, record.name, 'adopted') };
}

/** What a record says of its certificate. @throws Failure LINEAGE where it can no longer be read */
export function factsOf({ name, cert }: LineageRecord): CertificateFacts {
  try {
    const [leaf] = parseCertificates(cert);
    if (leaf !== undefined) return readCertificateFacts(leaf);
  } catch {
    // What OpenSSL says of the bytes helps nobody.
  }
  throw new Failure('LINEAGE', `the certificate of ${name} in the store cannot be read`, { place: name });
}

export function renewalOf({ name, renewal }: LineageRecord): RenewalFacts {
  return readRenewalFacts(renewal, name);
}

/** A lineage as everybody sees it. A store holds whole versions only: it is good. */
export function lineageOf(
  { name, version }: Pick<LineageRecord, 'name' | 'version'>,
  certificate: CertificateFacts,
  renewal: RenewalFacts,
): GoodLineage {
  return {
    name,
    health: 'good',
    version,
    domains: certificate.domains,
    certificate,
    server: renewal.server,
    accountId: renewal.account,
    renewal,
    managed: renewal.managed,
  };
}
