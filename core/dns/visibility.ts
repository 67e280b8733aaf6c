import { isIPv6 } from 'node:net';
import { describeServer, type ZoneServer } from './zone-servers.js';

/** Pure: which server must answer what, and what is still missing. */

/** A TXT value that must become visible. */
export interface ExpectedTxt {
  /** Full name, no final dot. */
  readonly name: string;
  readonly value: string;
  /** Apex of the zone that the name is in. */
  readonly apex: string;
}

/** One question to one server, and the values that its answer must hold. */
export interface Probe {
  readonly server: ZoneServer;
  readonly name: string;
  readonly values: readonly string[];
  /** Whether the server is a resolver. */
  readonly recursion: boolean;
}

/** What came of a probe. */
export type Sighting =
  | {
      readonly kind: 'answer';
      readonly rcode: string;
      readonly authoritative: boolean;
      readonly values: readonly string[];
    }
  | { readonly kind: 'silence'; readonly message: string };

/** One probe for each name and server; the values of a name are asked for together. */
export function planProbes(
  expected: readonly ExpectedTxt[],
  serversOf: (apex: string) => readonly ZoneServer[],
  recursion: boolean,
): Probe[] {
  const values = new Map<string, Set<string>>();
  const apexes = new Map<string, string>();
  for (const { name, value, apex } of expected) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
    apexes.set(name, apex);
  }
  return [...values].flatMap(([name, wanted]) =>
    serversOf(apexes.get(name) ?? '').map((server) => ({ server, name, values: [...wanted], recursion })),
  );
}

/**
 * The probes whose values have not all been seen. Those to IPv6 addresses do not count on a host without IPv6: where no
 * IPv6 address answered anything at all and another server shows the same name.
 */
export function outstandingOf(probes: readonly Probe[], sightings: ReadonlyMap<Probe, Sighting>): Probe[] {
  const hasIpv6 = probes.some((probe) => isSix(probe) && sightings.get(probe)?.kind === 'answer');
  const shown = new Set(probes.filter((probe) => isSeen(probe, sightings.get(probe))).map((probe) => probe.name));
  return probes.filter((probe) => {
    if (isSeen(probe, sightings.get(probe))) return false;
    const excused = isSix(probe) && !hasIpv6 && shown.has(probe.name) && sightings.get(probe)?.kind === 'silence';
    return !excused;
  });
}

/** Whether every value stands in the answer. */
export function isSeen(probe: Probe, sighting: Sighting | undefined): boolean {
  return sighting?.kind === 'answer' && probe.values.every((value) => sighting.values.includes(value));
}

/** How many values of which names are missing. */
export function countMissing(outstanding: readonly Probe[], sightings: ReadonlyMap<Probe, Sighting>): number {
  const missing = new Set<string>();
  for (const probe of outstanding) {
    const sighting = sightings.get(probe);
    const seen = sighting?.kind === 'answer' ? sighting.values : [];
    for (const value of probe.values) if (!seen.includes(value)) missing.add(`${probe.name} ${value}`);
  }
  return missing.size;
}

/** `ns1.example.com (192.0.2.1) answered NXDOMAIN`. */
export function describeSighting(probe: Probe, sighting: Sighting | undefined): string {
  const server = describeServer(probe.server);
  if (sighting === undefined) return `${server} was not asked`;
  if (sighting.kind === 'silence') return `${server} did not answer: ${sighting.message}`;
  if (sighting.rcode !== 'NOERROR') return `${server} answered ${sighting.rcode}`;
  if (sighting.values.length > 0) {
    const { length } = probe.values.filter((value) => !sighting.values.includes(value));
    const others = sighting.values.slice(0, 3).map((value) => `"${value.slice(0, 60)}"`);
    return `${server} lacks ${length} of ${probe.values.length} values and answered ${others.join(', ')}`;
  }
  const lame = !probe.recursion && !sighting.authoritative;
  return `${server} answered without a TXT record${lame ? ' and without authority for the zone' : ''}`;
}

function isSix({ server }: Probe): boolean {
  return isIPv6(server.address.host);
}
