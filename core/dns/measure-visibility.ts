import { type DnsClock, systemDnsClock } from './clock.js';
import type { Resolver } from './resolver.js';
import { describeSighting, type ExpectedTxt } from './visibility.js';
import { watchVisibility } from './visibility-watch.js';
import { describeServer, type ZoneServers } from './zone-servers.js';

/** How soon one server showed the values of one name. */
export interface ServerVisibility {
  /** `ns1.example.com (192.0.2.1)` */
  readonly server: string;
  readonly name: string;
  /** In milliseconds from the start; undefined: not in time. */
  readonly seenAfterMs: number | undefined;
  /** What it answered last, where it did not show the values. */
  readonly answered: string | undefined;
}

export interface MeasureOptions {
  readonly expected: readonly ExpectedTxt[];
  readonly resolver: Resolver;
  readonly zoneServers: ZoneServers;
  readonly longestMs: number;
  readonly signal: AbortSignal;
  readonly clock?: DnsClock | undefined;
}

/**
 * Times each authoritative server, for `check --live`; waits for the slowest.
 * @throws Failure DNS where the servers of a zone cannot be found; ABORTED
 */
export async function measureVisibility(options: MeasureOptions): Promise<ServerVisibility[]> {
  const { expected, resolver, zoneServers, longestMs, signal, clock = systemDnsClock } = options;
  const result = await watchVisibility({
    expected,
    resolver,
    serversOf: zoneServers,
    recursion: false,
    longestMs,
    signal,
    clock,
  });
  const [failure] = result.lost.values();
  if (failure !== undefined) throw failure;
  return [...result.sightings].map(([probe, sighting]) => {
    const seenAfterMs = result.seenAfterMs.get(probe);
    const answered = seenAfterMs === undefined ? describeSighting(probe, sighting) : undefined;
    return { server: describeServer(probe.server), name: probe.name, seenAfterMs, answered };
  });
}
