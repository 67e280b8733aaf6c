import type { DesiredCertificate } from '../../config/desired-state.js';
import type { HostedCertificate } from '../../post-issue/index.js';
import { isGoodLineage, type Layout, type Lineage } from '../../store/index.js';

/** What the configuration says of a certificate that matters after it was issued. */
type Wanted = Pick<DesiredCertificate, 'name' | 'domains'> & Partial<Pick<DesiredCertificate, 'profile' | 'steps'>>;

/** A certificate as post-issue plugins see it. For one still to be issued, version, date and fingerprint are empty. */
export function issuedCertificate(layout: Layout, wanted: Wanted, lineage: Lineage | undefined): HostedCertificate {
  const { name } = wanted;
  const live = layout.livePaths(name);
  const facts = lineage !== undefined && isGoodLineage(lineage) ? lineage.certificate : undefined;
  return {
    name,
    domains: lineage !== undefined && lineage.domains.length > 0 ? lineage.domains : wanted.domains,
    version: lineage?.version ?? 0,
    notAfter: facts?.notAfter ?? new Date(0),
    fingerprint: facts === undefined ? '' : plainFingerprint(facts.fingerprint),
    paths: {
      configDir: layout.root,
      live: layout.liveDirectory(name),
      archive: layout.archiveDirectory(name),
      cert: live.cert,
      chain: live.chain,
      fullchain: live.fullchain,
      privateKey: live.privkey,
    },
    options: {},
    ...(wanted.steps !== undefined && { steps: wanted.steps }),
    ...(wanted.profile !== undefined && { profile: wanted.profile }),
  };
}

/** A lineage that the configuration does not name, or no longer, as post-issue plugins see it. */
export function certificateAsIs(layout: Layout, lineage: Lineage): HostedCertificate {
  return issuedCertificate(layout, { name: lineage.name, domains: lineage.domains }, lineage);
}

/** `AB:CD` → `abcd`. */
export function plainFingerprint(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
