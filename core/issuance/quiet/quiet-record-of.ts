import type { Lineage } from '../../store/lineages/lineage.js';
import type { Action, KeepAction } from '../plan/actions.js';
import type { Renewal } from '../plan/next-wake.js';
import type { QuietRecord } from './quiet-record.js';

const dayMs = 24 * 3600 * 1000;

/** So many renewals to come are kept: enough to know when the next pass is needed. */
const mostRenewals = 64;
/** More accounts than these are nobody's: then each pass looks at everything. */
const mostAccounts = 100;

export interface QuietInput {
  readonly actions: readonly Action[];
  readonly now: number;
  readonly mark: string;
  readonly configuration: string;
  readonly start: string | undefined;
  /** When the first CA is to be asked about a renewal again. */
  readonly questionAt: number;
}

/**
 * What is to be remembered of a plan, undefined where anything is to be done or waits. At the latest after a day all
 * certificates are looked at again, and on the next day of the calendar where a start has to show them. Pure.
 */
export function quietRecordOf({ actions, now, questionAt, ...known }: QuietInput): QuietRecord | undefined {
  const kept = actions.filter((action): action is KeepAction => action.kind === 'keep');
  if (kept.length < actions.length || kept.some(({ lineage }) => lineage.health !== 'good')) return undefined;
  const ours = kept.filter(({ certificate }) => certificate !== undefined);
  const servers = new Set(ours.flatMap(({ lineage }) => lineage.server ?? []));
  const accounts = new Set(ours.flatMap(({ lineage }) => lineage.accountId ?? []));
  if (servers.size + accounts.size > mostAccounts) return undefined;
  const renewals = earliest(ours);
  const nextDay = (Math.floor(now / dayMs) + 1) * dayMs;
  const until = Math.min(
    now + dayMs,
    questionAt,
    renewals[0]?.at ?? Number.POSITIVE_INFINITY,
    known.start === undefined ? Number.POSITIVE_INFINITY : nextDay,
  );
  if (until <= now) return undefined;
  return {
    ...known,
    madeAt: now,
    until,
    unchanged: actions.length,
    renewals,
    servers: [...servers],
    accounts: [...accounts],
  };
}

function earliest(kept: readonly KeepAction[]): Renewal[] {
  const all = kept.flatMap(({ next, lineage }) => (next === undefined ? [] : [{ at: next.at, lineage }]));
  all.sort((left, right) => left.at - right.at);
  return all.slice(0, mostRenewals).map(({ at, lineage }) => ({ at, lifetimeMs: lifetimeOf(lineage) }));
}

function lifetimeOf({ certificate }: Lineage): number {
  return certificate === undefined ? 0 : certificate.notAfter.getTime() - certificate.notBefore.getTime();
}
