import type { DesiredCertificate } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { Action } from './actions.js';

/** A certificate that serves for names of a lineage which nothing asks for any more. */
export interface Successor {
  readonly name: string;
  /** Whether it is there; else the lineage has to stay until it is. */
  readonly isIssued: boolean;
}

/** Finds the certificates that take the place of a lineage: by equal names, and by wildcards. */
export function successorFinder(
  certificates: readonly DesiredCertificate[],
  wanted: readonly Action[],
): (lineage: Lineage) => Successor[] {
  const byName = new Map<string, Set<string>>();
  const byParent = new Map<string, Set<string>>();
  for (const { name, domains } of certificates) {
    for (const domain of domains) {
      add(byName, domain, name);
      add(byParent, parentOf(domain), name);
    }
  }
  const issued = new Set(wanted.filter(({ kind }) => kind === 'keep' || kind === 'renew').map(({ name }) => name));
  return ({ domains }) => {
    const names = domains.flatMap((domain) => [
      ...(byName.get(domain) ?? []),
      ...((domain.startsWith('*.') ? byParent.get(domain.slice(2)) : byName.get(`*.${parentOf(domain)}`)) ?? []),
    ]);
    return [...new Set(names)].map((name) => ({ name, isIssued: issued.has(name) }));
  };
}

function add(map: Map<string, Set<string>>, key: string, name: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(name));
}

function parentOf(domain: string): string {
  return domain.slice(domain.indexOf('.') + 1);
}
