import type { Outcome } from '../pass/outcome.js';
import type { Action } from './actions.js';

/** How much of a lifetime a renewal may come late for the sake of the schedule. */
const tolerance = 1 / 50;

/** And how much for the sake of others that come due soon after it: thousands of short lives share passes. */
const company = 1 / 200;

/** A renewal to come. */
export interface Renewal {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of the certificate that is there. */
  readonly lifetimeMs: number;
}

export interface WakeInput {
  readonly actions: readonly Action[];
  /** Renewals of certificates that are not among the actions, as a pass that looked at none has them. */
  readonly renewals?: readonly Renewal[];
  /** And the moments at which such have to be looked at. */
  readonly waits?: readonly number[];
  readonly outcomes: readonly Outcome[];
  /** When TXT records that were left behind are to be looked at again. */
  readonly recordsDueAt: number | undefined;
  /** The next run of the schedule; undefined where it has none. */
  readonly scheduled: number | undefined;
  /** Milliseconds since the epoch, as all moments here. */
  readonly now: number;
  /** How soon after a pass the next one follows that something overdue asks for, in milliseconds. */
  readonly floorMs?: number;
}

/** A moment that a pass is needed for, and the latest at which it does. */
interface Need {
  readonly at: number;
  readonly latest: number;
}

/**
 * When a pass is needed before the schedule has one: a try after a failure, a guard that ends, a renewal that cannot
 * wait that long. Those of long-lived certificates can, so that they come at the hours that their owner chose.
 */
export function nextDue({
  actions,
  renewals = [],
  waits = [],
  outcomes,
  recordsDueAt,
  scheduled = Number.POSITIVE_INFINITY,
  now,
  floorMs = 5000,
}: WakeInput): number | undefined {
  let latest = Number.POSITIVE_INFINITY;
  const needs: Need[] = [];
  function add(need: Need | undefined): void {
    if (need === undefined) return;
    // What came due while the pass ran is not forgotten; but a pass that cannot help it must not follow at once.
    const at = need.at > now ? need.at : now + floorMs;
    needs.push({ at, latest: Math.max(at, need.latest) });
    latest = Math.min(latest, Math.max(at, need.latest));
  }
  for (const action of actions) {
    if (action.kind === 'wait') add(exactly(action.until));
    else add(renewalBefore(action, scheduled));
  }
  for (const wait of waits) add(exactly(wait));
  for (const renewal of renewals) add(renewalNeed(renewal, scheduled));
  for (const { retryAt } of outcomes) add(exactly(retryAt));
  add(exactly(recordsDueAt));
  // The last of those that come due by then: nothing is gained by waiting longer.
  let wake: number | undefined;
  for (const { at } of needs) if (at <= latest) wake = Math.max(wake ?? at, at);
  return wake;
}

function exactly(at: number | undefined): Need | undefined {
  return at === undefined ? undefined : { at, latest: at };
}

/** A renewal that comes due before the schedule's next run and should not wait for that. */
function renewalBefore(action: Action, scheduled: number): Need | undefined {
  if (action.kind !== 'keep' || action.next === undefined) return undefined;
  const { at } = action.next;
  const validity = action.lineage.certificate;
  if (validity === undefined) return scheduled === Number.POSITIVE_INFINITY ? exactly(at) : undefined;
  return renewalNeed({ at, lifetimeMs: validity.notAfter.getTime() - validity.notBefore.getTime() }, scheduled);
}

function renewalNeed({ at, lifetimeMs }: Renewal, scheduled: number): Need | undefined {
  return scheduled - at <= lifetimeMs * tolerance ? undefined : { at, latest: at + lifetimeMs * company };
}
