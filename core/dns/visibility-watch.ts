import type { Clock } from '../clock/clock.js';
import { type Failure, isFailure } from '../sdk/failure.js';
import { recordsOf } from './answer.js';
import type { Resolver } from './resolver.js';
import {
  countMissing,
  type ExpectedTxt,
  isSeen,
  outstandingOf,
  type Probe,
  planProbes,
  type Sighting,
  type Sightings,
} from './visibility.js';
import { describeServer, type ZoneServer, type ZoneServers } from './zone-servers.js';

export interface WatchProgress {
  readonly waitedMs: number;
  /** Values that are not everywhere yet. */
  readonly missing: number;
  readonly total: number;
}

export interface WatchOptions {
  readonly expected: readonly ExpectedTxt[];
  readonly resolver: Resolver;
  /** The servers to ask, by zone: its own, or the resolvers. */
  readonly serversOf: ZoneServers;
  readonly recursion: boolean;
  readonly longestMs: number;
  /** Pauses between two looks in milliseconds; the last one repeats. */
  readonly pausesMs?: readonly number[] | undefined;
  /** Whether to wait no longer, though something is missing. */
  readonly isEnough?: (outstanding: readonly Probe[], sightings: Sightings, waitedMs: number) => boolean;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onProgress?: ((progress: WatchProgress) => void) | undefined;
}

export interface WatchResult extends Sightings {
  readonly waitedMs: number;
  /** Empty: all values are visible everywhere. */
  readonly outstanding: readonly Probe[];
  /** When each probe was first answered in full, in milliseconds from the start. */
  readonly seenAfterMs: ReadonlyMap<Probe, number>;
  /** Zones whose servers could not be found. */
  readonly lost: ReadonlyMap<string, Failure>;
}

/** Pauses between two looks in milliseconds; the last one repeats. */
const usualPausesMs = [100, 250, 500, 1000, 2000, 5000];

/**
 * Asks until all values are visible or the time is up, and only for what is still missing.
 * @throws Failure ABORTED; what is not visible is a result
 */
export async function watchVisibility(options: WatchOptions): Promise<WatchResult> {
  const { expected, clock, longestMs, signal, pausesMs = usualPausesMs } = options;
  const start = clock.now();
  const servers = new Map<string, readonly ZoneServer[]>();
  const lost = new Map<string, Failure>();
  const sightings = new Map<Probe, Sighting>();
  const seenAfterMs = new Map<Probe, number>();
  const answered = new Set<string>();
  const byApex = new Map<string, Probe[]>();

  /** All probes by now: a zone's come when its servers are known. */
  async function look(): Promise<Probe[]> {
    await findServers(options, servers, lost);
    for (const [apex, found] of servers) {
      if (byApex.has(apex)) continue;
      const ofZone = expected.filter((record) => record.apex === apex);
      byApex.set(
        apex,
        planProbes(ofZone, () => found, options.recursion),
      );
    }
    const all = [...byApex.values()].flat();
    const open = all.filter((probe) => !isSeen(probe, sightings.get(probe)));
    await Promise.all(
      open.map(async (probe) => {
        const sighting = await see(probe, options);
        sightings.set(probe, sighting);
        if (sighting.kind === 'answer') answered.add(describeServer(probe.server));
        if (isSeen(probe, sighting)) seenAfterMs.set(probe, clock.now() - start);
      }),
    );
    return all;
  }

  for (let round = 0; ; round += 1) {
    const seen = { probes: await look(), sightings, answered };
    const outstanding = outstandingOf(seen);
    const waitedMs = clock.now() - start;
    const unknown = expected.filter((record) => lost.has(record.apex)).length;
    const missing = countMissing(outstanding, sightings) + unknown;
    options.onProgress?.({ waitedMs, missing, total: expected.length });
    const leftMs = longestMs - waitedMs;
    if (missing === 0 || leftMs <= 0 || (unknown === 0 && options.isEnough?.(outstanding, seen, waitedMs))) {
      return { ...seen, waitedMs, outstanding, seenAfterMs, lost };
    }
    const pauseMs = pausesMs[Math.min(round, pausesMs.length - 1)] ?? 0;
    await clock.sleep(Math.min(pauseMs, leftMs), signal);
  }
}

async function findServers(
  { expected, serversOf }: WatchOptions,
  servers: Map<string, readonly ZoneServer[]>,
  lost: Map<string, Failure>,
): Promise<void> {
  lost.clear();
  const apexes = new Set(expected.map((record) => record.apex).filter((apex) => !servers.has(apex)));
  await Promise.all(
    [...apexes].map(async (apex) => {
      try {
        servers.set(apex, await serversOf(apex));
      } catch (error) {
        if (!isFailure(error, 'DNS')) throw error;
        lost.set(apex, error);
      }
    }),
  );
}

async function see({ server, name, recursion }: Probe, { resolver, signal }: WatchOptions): Promise<Sighting> {
  try {
    const { rcode, answers, flags } = await resolver.ask(server.address, { name, type: 'TXT', recursion }, signal);
    const values = recordsOf(answers, 'TXT').map((record) => record.data);
    const alias = recordsOf(answers, 'CNAME', name)[0]?.data;
    return { kind: 'answer', rcode, authoritative: flags.authoritative, values, alias };
  } catch (error) {
    if (!isFailure(error, 'NETWORK', 'TIMEOUT')) throw error;
    return { kind: 'silence', message: error.message };
  }
}
