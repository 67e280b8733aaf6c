import { Failure } from '../sdk/failure.js';
import { type DnsClock, systemDnsClock } from './clock.js';
import type { Resolver } from './resolver.js';
import { formatServerAddress } from './server-address.js';
import { describeSighting, type ExpectedTxt, type Probe } from './visibility.js';
import { type WatchOptions, type WatchProgress, type WatchResult, watchVisibility } from './visibility-watch.js';
import type { ZoneServer, ZoneServers } from './zone-servers.js';

export type PropagationMode = 'authoritative' | 'recursive' | 'off';

export interface PropagationOptions {
  readonly mode: PropagationMode;
  /** Every TXT value of the certificate, in whichever zones. */
  readonly expected: readonly ExpectedTxt[];
  readonly resolver: Resolver;
  readonly zoneServers: ZoneServers;
  /** Longest wait of one check round; in mode `off`, how long to sleep. */
  readonly sleepTimeSeconds: number;
  /** Number of check rounds. */
  readonly maxChecks?: number | undefined;
  readonly signal: AbortSignal;
  readonly clock?: DnsClock | undefined;
  /** Told after each look. */
  readonly onProgress?: ((progress: WatchProgress) => void) | undefined;
}

/** Check rounds unless LEXICON_MAX_CHECKS says otherwise. */
export const defaultMaxChecks = 4;

/**
 * Waits until all values are visible, and no longer; in mode `off` it only sleeps.
 * @returns how long it took, in milliseconds
 * @throws Failure PROPAGATION naming the record, the server asked and what it answered; ABORTED
 */
export async function awaitPropagation(options: PropagationOptions): Promise<number> {
  const { mode, expected, sleepTimeSeconds, maxChecks = defaultMaxChecks, signal } = options;
  const clock = options.clock ?? systemDnsClock;
  if (mode === 'off') {
    if (sleepTimeSeconds > 0) await clock.sleep(sleepTimeSeconds * 1000, signal);
    return sleepTimeSeconds * 1000;
  }
  const longestMs = sleepTimeSeconds * 1000 * maxChecks;
  const result = await (mode === 'recursive' ? watchResolvers : watchZoneServers)({
    expected,
    resolver: options.resolver,
    serversOf: options.zoneServers,
    recursion: false,
    longestMs,
    signal,
    clock,
    onProgress: options.onProgress,
  });
  if (result.outstanding.length > 0 || result.lost.size > 0) throw notVisible(result);
  return result.waitedMs;
}

const watchZoneServers = watchVisibility;

/**
 * Resolvers are asked only once the zone's own servers show the values, if those can be asked at all: a resolver asked
 * too early remembers that there was nothing (RFC 2308), often for longer than anyone would wait. Servers that never
 * show them, as behind split DNS, hold this up for half the time at most.
 */
async function watchResolvers(options: WatchOptions): Promise<WatchResult> {
  const { longestMs } = options;
  const before = await watchVisibility({ ...options, longestMs: longestMs / 2, stopAtSilence: true });
  const { resolver, onProgress } = options;
  const resolvers: readonly ZoneServer[] = (await resolver.servers()).map((address) => ({
    host: formatServerAddress(address),
    address,
  }));
  const result = await watchVisibility({
    ...options,
    serversOf: async () => resolvers,
    recursion: true,
    longestMs: longestMs - before.waitedMs,
    onProgress:
      onProgress && ((progress) => onProgress({ ...progress, waitedMs: before.waitedMs + progress.waitedMs })),
  });
  return { ...result, waitedMs: before.waitedMs + result.waitedMs };
}

function notVisible({ outstanding, sightings, lost, waitedMs }: WatchResult): Failure {
  const waited = `${Math.round(waitedMs / 1000)} s`;
  const [missing] = outstanding;
  if (missing === undefined) {
    const [failure] = lost.values();
    const [apex] = lost.keys();
    return new Failure('PROPAGATION', `after ${waited} the zone ${apex} cannot be checked: ${failure?.message}`, {
      cause: failure,
      ...(failure?.hint !== undefined && { hint: failure.hint }),
    });
  }
  const answered = describeSighting(missing, sightings.get(missing));
  const more = countNames(outstanding) - 1;
  const others = more > 0 ? ` (and ${more} more ${more === 1 ? 'name' : 'names'})` : '';
  return new Failure('PROPAGATION', `TXT ${missing.name} is not visible after ${waited}: ${answered}${others}`, {
    hint: hintOf(missing),
  });
}

function countNames(probes: readonly Probe[]): number {
  return new Set(probes.map((probe) => probe.name)).size;
}

function hintOf({ recursion }: Probe): string {
  return recursion
    ? 'Raise LEXICON_SLEEP_TIME, or name other resolvers in DNS_RESOLVERS'
    : 'Raise LEXICON_SLEEP_TIME or repair that server; DNS_PROPAGATION=recursive asks the resolvers instead';
}
