import { type Clock, steadyClock } from '../clock/clock.js';
import { notVisible } from './not-visible.js';
import type { Resolver } from './resolver.js';
import { formatServerAddress } from './server-address.js';
import {
  deadServers,
  type ExpectedTxt,
  type Probe,
  type Sightings,
  silenceBorneMs,
  unansweredNames,
} from './visibility.js';
import { type WatchOptions, type WatchProgress, type WatchResult, watchVisibility } from './visibility-watch.js';
import { describeServer, type ZoneServer, type ZoneServers } from './zone-servers.js';

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
  /** How long it has been waited for already, in milliseconds; for the message. */
  readonly waitedMs?: number | undefined;
  /** Pauses between two looks, in milliseconds; the last one repeats. Left out: those of a wait of minutes. */
  readonly pausesMs?: readonly number[] | undefined;
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  /** Told after each look. */
  readonly onProgress?: ((progress: WatchProgress) => void) | undefined;
  /** Told, in a sentence, of what is not as it should be and is borne all the same. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Check rounds unless LEXICON_MAX_CHECKS says otherwise. */
export const defaultMaxChecks = 4;

/**
 * Waits until all values are visible, and no longer; in mode `off` it only sleeps.
 * @returns how long it took, in milliseconds
 * @throws Failure PROPAGATION naming the record, the server asked and what it answered; ABORTED
 */
export async function awaitPropagation(options: PropagationOptions): Promise<number> {
  const { mode, sleepTimeSeconds, maxChecks = defaultMaxChecks, signal } = options;
  const clock = options.clock ?? steadyClock;
  if (mode === 'off') {
    if (sleepTimeSeconds > 0) await clock.sleep(sleepTimeSeconds * 1000, signal);
    return sleepTimeSeconds * 1000;
  }
  const result = await watchPropagation({
    ...options,
    recursive: mode === 'recursive',
    longestMs: sleepTimeSeconds * maxChecks * 1000,
  });
  if (result.outstanding.length > 0 || result.lost.size > 0) {
    throw notVisible({ ...result, waitedMs: result.waitedMs + (options.waitedMs ?? 0) });
  }
  return result.waitedMs;
}

export interface PropagationWatch
  extends Omit<PropagationOptions, 'mode' | 'sleepTimeSeconds' | 'maxChecks' | 'waitedMs'> {
  /** Whether the resolvers must show the values, too. */
  readonly recursive: boolean;
  readonly longestMs: number;
}

/** Looks as {@link awaitPropagation} does, and judges nothing. @throws Failure ABORTED */
export async function watchPropagation(options: PropagationWatch): Promise<WatchResult> {
  const { recursive, expected, resolver, zoneServers: serversOf, longestMs, pausesMs, signal, onProgress } = options;
  const clock = options.clock ?? steadyClock;
  const request = { expected, resolver, serversOf, recursion: false, longestMs, pausesMs, signal, clock, onProgress };
  return recursive ? watchResolvers(request) : watchZoneServers(request, options.onWarning ?? (() => {}));
}

/**
 * A server that never answers does not hold up what all others show; and names whose servers all keep silent, as where
 * port 53 is shut, are asked of the resolvers.
 */
async function watchZoneServers(options: WatchOptions, warn: (message: string) => void): Promise<WatchResult> {
  const result = await watchVisibility({ ...options, isEnough: isOnlySilence });
  const silent = unansweredNames(result);
  const missing = result.outstanding.filter(({ name }) => !silent.has(name));
  const dead = deadServers(missing, result);
  if (missing.length > 0 && dead.length === 0) return result;
  for (const server of dead) {
    const waited = `${Math.round(result.waitedMs / 1000)} s`;
    warn(`the name server ${describeServer(server)} has not answered for ${waited}; all others show the records`);
  }
  if (silent.size === 0) return { ...result, outstanding: [] };
  const [first] = silent;
  const more = silent.size > 1 ? ` and ${silent.size - 1} more` : '';
  const resolvers = await resolversOf(options.resolver);
  warn(
    `no name server of the zone of ${first}${more} answers this host (port 53 may be shut): ` +
      `asking the resolvers in their place (${resolvers.map(describeServer).join(', ')})`,
  );
  const expected = options.expected.filter(({ name }) => silent.has(name));
  return { ...(await askResolvers({ ...options, expected }, resolvers, result)), lost: result.lost };
}

/** Whether all that is missing is missing because servers never answered, and that for long enough. */
function isOnlySilence(outstanding: readonly Probe[], sightings: Sightings, waitedMs: number): boolean {
  if (waitedMs < silenceBorneMs) return false;
  const silent = unansweredNames(sightings);
  const missing = outstanding.filter(({ name }) => !silent.has(name));
  return missing.length === 0 || deadServers(missing, sightings).length > 0;
}

/**
 * Resolvers are asked only once the zone's own servers show the values, if those can be asked at all: a resolver asked
 * too early remembers that there was nothing (RFC 2308), often for longer than anyone would wait. Servers that never
 * show them, as behind split DNS, hold this up for half the time at most.
 */
async function watchResolvers(options: WatchOptions): Promise<WatchResult> {
  const before = await watchVisibility({
    ...options,
    longestMs: options.longestMs / 2,
    isEnough: (outstanding, { sightings }) => outstanding.every((probe) => sightings.get(probe)?.kind === 'silence'),
  });
  return askResolvers(options, await resolversOf(options.resolver), before);
}

async function resolversOf(resolver: Resolver): Promise<readonly ZoneServer[]> {
  return (await resolver.servers()).map((address) => ({ host: formatServerAddress(address), address }));
}

async function askResolvers(
  options: WatchOptions,
  resolvers: readonly ZoneServer[],
  before: WatchResult,
): Promise<WatchResult> {
  const { onProgress, longestMs } = options;
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
