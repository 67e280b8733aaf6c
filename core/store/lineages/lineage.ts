import type { CertificateFacts } from '../../x509/certificate-facts.js';
import type { RenewalFacts } from '../certbot/renewal-conf.js';
import type { FourPaths } from '../layout.js';

/**
 * What may be said of the files of a lineage.
 *
 * - `good`: four links to one version, four whole files, a key that fits its certificate.
 * - `broken`: damaged, with the reason; to be repaired by a new version, never trusted.
 * - `unreadable`: it could not be looked at (permission, a failing disk). Nothing follows from that: leave it alone.
 */
export type Health = 'good' | { readonly broken: string } | { readonly unreadable: string };

/** A certificate with its history, as a store knows it. */
export interface Lineage {
  readonly name: string;
  readonly health: Health;
  /** The N that the four links point to; undefined where they do not agree. */
  readonly version: number | undefined;
  /** The DNS names of the certificate in its order; empty where it cannot be read. */
  readonly domains: readonly string[];
  /** Also given for a broken lineage whose certificate can be read, for people to see; undefined otherwise. */
  readonly certificate: CertificateFacts | undefined;
  readonly server: string | undefined;
  readonly accountId: string | undefined;
  /** The rest of the renewal configuration; undefined where it is missing or cannot be parsed. */
  readonly renewal: RenewalFacts | undefined;
  /** undefined: neither made nor adopted by this program. Such a lineage is never removed. */
  readonly managed: 'created' | 'adopted' | undefined;
  /** What was noted of it by `Publication.mark`, where none of its files has changed since. */
  readonly mark?: string | undefined;
}

/** A lineage that can be trusted: its version and certificate are there. */
export interface GoodLineage extends Lineage {
  readonly health: 'good';
  readonly version: number;
  readonly certificate: CertificateFacts;
  readonly renewal: RenewalFacts;
}

/** A lineage in a configuration directory: `renewal/<name>.conf`, `live/<name>/` and `archive/<name>/`. */
export interface FileLineage extends Lineage {
  /** In live/: what servers are configured with. */
  readonly paths: FourPaths;
  /** In archive/, of the current version; undefined where there is none. */
  readonly archivePaths: FourPaths | undefined;
}

/** One that can be trusted: its archive is there, too. */
export type GoodFileLineage = GoodLineage & Pick<FileLineage, 'paths'> & { readonly archivePaths: FourPaths };

/** Whether a lineage in a configuration directory can be trusted. */
export function isGoodFileLineage(lineage: FileLineage): lineage is GoodFileLineage {
  return lineage.health === 'good';
}

/** Whether a lineage can be trusted. */
export function isGoodLineage(lineage: Lineage): lineage is GoodLineage {
  return lineage.health === 'good';
}

/** Why a lineage cannot be trusted; undefined for a good one. */
export function lineageProblem({ health }: Lineage): string | undefined {
  if (health === 'good') return undefined;
  return 'broken' in health ? health.broken : health.unreadable;
}
