import type { DesiredCertificate, DesiredState } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';

/**
 * A line whose first name is new, or whose names were put into another order, goes on as the lineage that it had: its
 * files are configured in servers under that name. That is so for a line that holds all names of a lineage of ours that
 * nothing names any more; of several, that counts whose first name stands earliest in the line. A name that somebody
 * chose, or that is that of a lineage, stays. Pure; applied once more it changes nothing.
 */
export function continueLineages(state: DesiredState, lineages: readonly Lineage[]): DesiredState {
  if (!state.certificates.some(({ isNameGiven }) => !isNameGiven)) return state;
  const present = new Set(lineages.map(({ name }) => name));
  const named = new Set([...state.certificates.map(({ name }) => name), ...state.held]);
  const free = new Map(
    lineages
      .filter(({ name, managed, domains }) => managed !== undefined && domains.length > 0 && !named.has(name))
      .map((lineage) => [lineage.name, lineage]),
  );
  if (free.size === 0) return state;
  let isChanged = false;
  const certificates = state.certificates.map((certificate) => {
    if (certificate.isNameGiven || present.has(certificate.name)) return certificate;
    const lineage = predecessorOf(certificate, free);
    if (lineage === undefined) return certificate;
    free.delete(lineage.name);
    isChanged = true;
    return { ...certificate, name: lineage.name, isNameGiven: true, continues: certificate.name };
  });
  return isChanged ? { ...state, certificates } : state;
}

function predecessorOf({ domains }: DesiredCertificate, free: ReadonlyMap<string, Lineage>): Lineage | undefined {
  const held = new Set(domains);
  let best: { readonly lineage: Lineage; readonly place: number } | undefined;
  for (const lineage of free.values()) {
    if (!lineage.domains.every((domain) => held.has(domain))) continue;
    const place = placeIn(domains, lineage);
    if (best === undefined || place < best.place) best = { lineage, place };
  }
  return best?.lineage;
}

/** Where the first name of a lineage stands in a line. CAs sort the names of a certificate, so its own name tells it. */
function placeIn(domains: readonly string[], { name, domains: [first = ''] }: Lineage): number {
  const own = domains.findIndex((domain) => domain === name || domain === `*.${name}`);
  return own === -1 ? domains.indexOf(first) : own;
}

/** Names as people give them, by line or by lineage, as those of lineages. @param state after `continueLineages` */
export function lineageNames(
  names: ReadonlySet<string> | undefined,
  { certificates }: DesiredState,
): ReadonlySet<string> | undefined {
  if (names === undefined) return undefined;
  const moved = certificates.flatMap(({ name, continues }) =>
    continues !== undefined && names.has(continues) ? [name] : [],
  );
  return new Set([...names, ...moved]);
}
