import { type Action, isIssue } from './actions.js';
import type { Outcome } from './execute.js';

/** How much of a lifetime a renewal may come late for the sake of the schedule. */
const tolerance = 1 / 50;

export interface WakeInput {
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  /** When TXT records that were left behind are to be looked at again. */
  readonly recordsDueAt: number | undefined;
  /** The first run of the schedule after a moment; undefined where there is none. */
  readonly scheduledAfter: (moment: number) => number | undefined;
  /** Milliseconds since the epoch, as all moments here. */
  readonly now: number;
}

/**
 * When a pass is needed before the schedule has one: a try after a failure, a guard that ends, a renewal that cannot
 * wait that long. Those of long-lived certificates can, so that they come at the hours that their owner chose.
 */
export function nextDue(input: WakeInput): number | undefined {
  const { actions, outcomes, recordsDueAt, now } = input;
  const retries = outcomes.map(({ retryAt, action }) => (isIssue(action) ? retryAt : undefined));
  const moments = [...actions.map((action) => dueOf(action, input)), ...retries, recordsDueAt];
  const ahead = moments.filter((moment) => moment !== undefined).filter((moment) => moment > now);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

function dueOf(action: Action, { scheduledAfter }: WakeInput): number | undefined {
  if (action.kind === 'wait') return action.until;
  if (action.kind !== 'keep' || action.next === undefined) return undefined;
  const validity = action.lineage.certificate;
  if (validity === undefined) return undefined;
  const lifetime = validity.notAfter.getTime() - validity.notBefore.getTime();
  const scheduled = scheduledAfter(action.next.at);
  const isSoonEnough = scheduled !== undefined && scheduled - action.next.at <= lifetime * tolerance;
  return isSoonEnough ? undefined : action.next.at;
}
