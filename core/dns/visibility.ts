import { isIPv6 } from 'node:net';
import { groupBy } from '../sdk/group-by.js';
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
      /** Where the name leads instead, by a CNAME record. */
      readonly alias?: string | undefined;
    }
  | { readonly kind: 'silence'; readonly message: string };

/** How long servers that never answered anything are waited for once all others show the values, in milliseconds. */
export const silenceBorneMs = 10_000;

/** What has been seen of all probes by now. */
export interface Sightings {
  readonly probes: readonly Probe[];
  readonly sightings: ReadonlyMap<Probe, Sighting>;
  /** Servers that answered anything at any time, as {@link describeServer} writes them. */
  readonly answered: ReadonlySet<string>;
}

/** One probe for each name and server; the values of a name are asked for together. */
export function planProbes(
  expected: readonly ExpectedTxt[],
  serversOf: (apex: string) => readonly ZoneServer[],
  recursion: boolean,
): Probe[] {
  return [...groupBy(expected, ({ name }) => name)].flatMap(([name, wanted]) => {
    const values = [...new Set(wanted.map(({ value }) => value))];
    const apexes = new Set(wanted.map(({ apex }) => apex));
    return [...apexes].flatMap(serversOf).map((server) => ({ server, name, values, recursion }));
  });
}

/**
 * The probes whose values have not all been seen. Those to one family of addresses do not count on a host that has no
 * such addresses itself: where none of them ever answered anything and a server of the other family shows the name.
 */
export function outstandingOf({ probes, sightings, answered }: Sightings): Probe[] {
  const answering = new Set(probes.filter((probe) => hasAnswered(probe, answered)).map(isSix));
  const shown = new Set(
    probes.filter((probe) => isSeen(probe, sightings.get(probe))).map((probe) => `${isSix(probe)} ${probe.name}`),
  );
  return probes.filter((probe) => {
    if (isSeen(probe, sightings.get(probe))) return false;
    const isExcused = !answering.has(isSix(probe)) && shown.has(`${!isSix(probe)} ${probe.name}`);
    return !isExcused;
  });
}

/**
 * Servers that never answered anything, where that is all that is missing: every other server shows the names that they
 * should show, and at least one does. Empty where something else is missing as well.
 */
export function deadServers(outstanding: readonly Probe[], { probes, sightings, answered }: Sightings): ZoneServer[] {
  const shown = new Set(probes.filter((probe) => isSeen(probe, sightings.get(probe))).map(({ name }) => name));
  const onlyDead = outstanding.every((probe) => shown.has(probe.name) && !hasAnswered(probe, answered));
  if (!onlyDead) return [];
  return [...new Map(outstanding.map(({ server }) => [describeServer(server), server])).values()];
}

/** Names none of whose servers ever answered anything: port 53 is shut, or all of them are down. */
export function unansweredNames({ probes, answered }: Sightings): ReadonlySet<string> {
  const names = new Set(probes.map(({ name }) => name));
  for (const probe of probes) if (hasAnswered(probe, answered)) names.delete(probe.name);
  return names;
}

function hasAnswered({ server }: Probe, answered: ReadonlySet<string>): boolean {
  return answered.has(describeServer(server));
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
  if (sighting.alias !== undefined && sighting.values.length === 0) {
    return `${server} answered with a CNAME record to ${JSON.stringify(sighting.alias)}`;
  }
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
