import type { ProviderProfile } from '../../config/desired-state.js';
import { awaitPropagation } from '../../dns/propagation.js';
import { withSignal } from '../../http/ambient-signal.js';
import { isFailure } from '../../sdk/failure.js';
import { groupBy } from '../pass/group-by.js';
import type { PassContext } from '../pass/pass-context.js';
import { settleAll } from '../pass/settle-all.js';
import type { ChallengeRecord } from './challenge-records.js';
import { ParkedWait } from './parked.js';
import type { JournaledRecord } from './txt-records.js';
import { waitLimits } from './wait-limits.js';

/** What a wait that is over by the clock still gets for its last look, in milliseconds. */
const lastLookMs = 3000;

/** Told after each look. */
export type OnProgress = (waitedSeconds: number, missing: number) => void;

/**
 * Waits until all records are visible, for as long as a pass may.
 * @throws Failure PROPAGATION where the time is up; ParkedWait where there is more time than a pass should take
 */
export async function awaitVisible(
  context: PassContext,
  records: readonly JournaledRecord[],
  onProgress: OnProgress,
): Promise<void> {
  const { dns, signal, log } = context;
  const zones = new Set(records.map(({ zone }) => zone));
  await settleAll([...zones].map(({ service }) => withSignal(signal, service.awaitLive)));
  // Profiles may differ in how they wait; each group waits in its own way, all at the same time.
  const groups = groupBy(records, ({ zone }) => zone.profile);
  const parked: number[] = [];
  const waits = [...groups].map(async ([profile, own]) => {
    const { propagation } = profile;
    const wait = timeFor(context, profile, own);
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

function timeFor({ clock, env }: PassContext, profile: ProviderProfile, own: readonly JournaledRecord[]): Wait {
  const now = clock.now();
  const publishMs = Math.max(...own.map((record) => record.zone.publishMs));
  const { limitMs, withinPassMs } = waitLimits(profile, publishMs, env);
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
