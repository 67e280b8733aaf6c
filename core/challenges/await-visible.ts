import type { ProviderProfile } from '../config/desired-state.js';
import { awaitPropagation } from '../dns/propagation.js';
import { withSignal } from '../sdk/ambient-signal.js';
import { isFailure } from '../sdk/failure.js';
import { groupBy } from '../sdk/group-by.js';
import { settleAll } from '../sdk/settle-all.js';
import type { ChallengeContext } from './challenge-context.js';
import type { ChallengeRecord } from './challenge-records.js';
import type { JournaledRecord } from './intend.js';
import { ParkedWait } from './kept-records.js';
import { waitLimits } from './wait-limits.js';

/** What a wait that is over by the clock still gets for its last look, in milliseconds. */
const lastLookMs = 3000;

/** Told after each look. */
export type OnProgress = (waitedSeconds: number, missing: number) => void;

export interface WaitOptions {
  readonly onProgress?: OnProgress;
  /** Stops this wait alone. */
  readonly signal: AbortSignal;
  /** Whoever cannot come back later waits to the end. */
  readonly mayPark: boolean;
}

/**
 * Waits until all records are visible.
 * @throws Failure PROPAGATION where the time is up; ParkedWait where there is more time than a pass should take
 */
export async function awaitVisible(
  context: Pick<ChallengeContext, 'dns' | 'log' | 'clock' | 'env'>,
  records: readonly JournaledRecord[],
  { onProgress = () => {}, signal, mayPark }: WaitOptions,
): Promise<void> {
  const { dns, log } = context;
  const zones = new Set(records.map(({ zone }) => zone));
  await settleAll([...zones].map(({ service }) => withSignal(signal, service.awaitLive)));
  // Profiles may differ in how they wait; each group waits in its own way, all at the same time.
  const groups = groupBy(records, ({ zone }) => zone.profile);
  const parked: number[] = [];
  const waits = [...groups].map(async ([profile, own]) => {
    const { propagation } = profile;
    const wait = timeFor(context, profile, own, mayPark);
    try {
      await awaitPropagation({
        mode: propagation.mode,
        expected: own.map(expectedOf),
        resolver: dns.resolver,
        zoneServers: dns.zoneServers,
        sleepTimeSeconds: wait.nowMs / 1000,
        maxChecks: 1,
        waitedMs: wait.waitedMs,
        signal,
        onProgress: ({ waitedMs, missing }) => onProgress((wait.waitedMs + waitedMs) / 1000, missing),
        onWarning: (message) => log.warn({ event: 'dns.servers' }, message),
      });
      // It only slept, and not to the end.
      if (propagation.mode !== 'off' || wait.isLast) return;
    } catch (error) {
      if (!isFailure(error, 'PROPAGATION') || wait.isLast) throw error;
    }
    parked.push(wait.until);
  });
  await settleAll(waits);
  if (parked.length > 0) throw new ParkedWait(Math.max(...parked));
}

function expectedOf(record: ChallengeRecord) {
  const { name, servedBy } = record.seenAt ?? record;
  return { name, value: record.content, apex: servedBy };
}

interface Wait {
  /** When the certificate fails, in milliseconds since the epoch. */
  readonly until: number;
  /** How long this pass waits. */
  readonly nowMs: number;
  /** Whether that is all the time there is. */
  readonly isLast: boolean;
  /** How long was waited before. */
  readonly waitedMs: number;
}

function timeFor(
  { clock, env }: Pick<ChallengeContext, 'clock' | 'env'>,
  profile: ProviderProfile,
  own: readonly JournaledRecord[],
  mayPark: boolean,
): Wait {
  const now = clock.now();
  const publishMs = Math.max(...own.map((record) => record.zone.publishMs));
  const limits = waitLimits(profile, publishMs, env);
  const { limitMs } = limits;
  const withinPassMs = mayPark ? limits.withinPassMs : limitMs;
  const ends = own.map(({ entry }) => entry.waitUntil ?? 0);
  if (ends.some((end) => end === 0)) {
    return { until: now + limitMs, nowMs: withinPassMs, isLast: withinPassMs >= limitMs, waitedMs: 0 };
  }
  const until = Math.max(...ends);
  const waitedMs = Math.max(0, now - Math.min(...own.map(({ entry }) => entry.createdAt)));
  const leftMs = until - now;
  if (leftMs <= 0) {
    return { until, nowMs: profile.propagation.mode === 'off' ? 0 : lastLookMs, isLast: true, waitedMs };
  }
  const nowMs = Math.min(leftMs, Math.max(withinPassMs, lastLookMs));
  return { until, nowMs, isLast: nowMs >= leftMs, waitedMs };
}
