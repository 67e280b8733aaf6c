import { type Action, isIssue } from './actions.js';
import type { Outcome } from './execute.js';

/** How much of a lifetime a renewal may come late for the sake of the schedule. */
const tolerance = 1 / 50;

export interface WakeInput {
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  /** When TXT records that were left behind are to be looked at again. */
  readonly recordsDueAt: number | undefined;
  /** The next run of the schedule; undefined where it has none. */
  readonly scheduled: number | undefined;
  /** Milliseconds since the epoch, as all moments here. */
  readonly now: number;
}

/**
 * When a pass is needed before the schedule has one: a try after a failure, a guard that ends, a renewal that cannot
 * wait that long. Those of long-lived certificates can, so that they come at the hours that their owner chose.
 */
export function nextDue({ actions, outcomes, recordsDueAt, scheduled, now }: WakeInput): number | undefined {
  const renewals = actions.map((action) => renewalBefore(action, scheduled));
  const waits = actions.map((action) => (action.kind === 'wait' ? action.until : undefined));
  const retries = outcomes.map(({ retryAt, action }) => (isIssue(action) ? retryAt : undefined));
  const moments = [...renewals, ...waits, ...retries, recordsDueAt].filter((moment) => moment !== undefined);
  const ahead = moments.filter((moment) => moment > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** The moment of a renewal that comes due before the schedule's next run and should not wait for that. */
function renewalBefore(action: Action, scheduled: number | undefined): number | undefined {
  if (action.kind !== 'keep' || action.next === undefined) return undefined;
  const { at } = action.next;
  if (scheduled === undefined) return at;
  const validity = action.lineage.certificate;
  if (validity === undefined || at >= scheduled) return undefined;
  const lifetime = validity.notAfter.getTime() - validity.notBefore.getTime();
  return scheduled - at <= lifetime * tolerance ? undefined : at;
}
