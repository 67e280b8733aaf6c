import type { DesiredCertificate } from '../../config/desired-state.js';
import type { HostedCertificate } from '../../post-issue/index.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { Publication } from '../../store/publication.js';

/** What the configuration says of a certificate that matters after it was issued. */
type Wanted = Pick<DesiredCertificate, 'name' | 'domains'> & Partial<Pick<DesiredCertificate, 'profile' | 'steps'>>;

/** What there is of a certificate, as it was read or has just been saved. */
type Present = Pick<Lineage, 'health' | 'version' | 'domains' | 'certificate'>;

/** A certificate as post-issue plugins see it. For one still to be issued, version, date and fingerprint are empty. */
export function issuedCertificate(
  publication: Pick<Publication, 'paths'>,
  wanted: Wanted,
  lineage: Present | undefined,
): HostedCertificate {
  const { name } = wanted;
  const facts = lineage?.health === 'good' ? lineage.certificate : undefined;
  return {
    name,
    domains: lineage !== undefined && lineage.domains.length > 0 ? lineage.domains : wanted.domains,
    version: lineage?.version ?? 0,
    notAfter: facts?.notAfter ?? new Date(0),
    fingerprint: facts === undefined ? '' : plainFingerprint(facts.fingerprint),
    paths: publication.paths(name),
    options: {},
    ...(wanted.steps !== undefined && { steps: wanted.steps }),
    ...(wanted.profile !== undefined && { profile: wanted.profile }),
  };
}

/** A lineage that the configuration does not name, or no longer, as post-issue plugins see it. */
export function certificateAsIs(publication: Pick<Publication, 'paths'>, lineage: Lineage): HostedCertificate {
  return issuedCertificate(publication, { name: lineage.name, domains: lineage.domains }, lineage);
}

/** `AB:CD` → `abcd`. */
export function plainFingerprint(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
