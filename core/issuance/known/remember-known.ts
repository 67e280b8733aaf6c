import type { DesiredState } from '../../config/desired-state.js';
import type { PassReport } from '../../post-issue/index.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { DueEntry } from '../../store/due-index.js';
import { isGoodLineage, type Lineage } from '../../store/lineages/lineage.js';
import type { MemoryStore } from '../memory/memory-store.js';
import { readQuestions } from '../orders/renewal-information.js';
import type { Outcome } from '../pass/outcome.js';
import type { PassServices } from '../pass/pass-services.js';
import { planPass } from '../pass/plan-pass.js';
import type { Action } from '../plan/actions.js';
import type { Renewal } from '../plan/next-wake.js';
import { startMark } from '../steps/present-certificates.js';
import { dueEntriesOf } from './due-entries.js';
import {
  fewest,
  fingerprintOf,
  isParticular,
  type Known,
  type KnownRequest,
  type KnownServices,
  onlyThese,
  readBusy,
  recordKey,
} from './find-known.js';
import type { KnownRecord } from './known-record.js';

const dayMs = 24 * 3600 * 1000;

/** So many of the moments to come are kept: enough to know when the next pass is needed. */
const mostMoments = 64;
/** More accounts, or more that wait, or more lines under another name, than these are nobody's: then each pass looks at everything. */
const mostAccounts = 100;
const mostWaiting = 1000;

/** What became of a pass. */
export interface Ended {
  /** What it went by; undefined: it looked at everything. */
  readonly known: Known | undefined;
  /** The configuration with the names that its lineages have. */
  readonly state: DesiredState;
  readonly lineages: readonly Lineage[];
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  readonly report: PassReport;
}

type Services = KnownServices & Pick<PassServices, 'limits' | 'removalsSeen'>;

/** Remembers when each certificate is due, for `findKnown`. Where that cannot be said, or kept, the next pass looks at everything. */
export async function rememberKnown(services: Services, request: KnownRequest, ended: Ended): Promise<void> {
  const { signal } = request;
  if (isParticular({ ...request, wantsAll: false }) || signal.aborted || ended.report.faults.length > 0) return;
  try {
    const record =
      ended.known === undefined
        ? await ofAll(services, request, ended)
        : await ofSome(services, request, ended, ended.known);
    if (record !== undefined) await services.store.publication.state.write(recordKey, record);
  } catch (error) {
    if (signal.aborted || !isFailure(error, 'STORE')) throw error;
    services.log.debug({ event: 'known.lost', reason: describeFailure(error) }, 'the next pass looks at everything');
  }
}

/** After a pass that looked at everything. */
async function ofAll(services: Services, request: KnownRequest, ended: Ended): Promise<KnownRecord | undefined> {
  const { store, clock, postIssue } = services;
  const { state, actions, outcomes } = ended;
  const touched = new Set(outcomes.map(({ action }) => action.name));
  const isFew = actions.length < fewest;
  if (isFew && !(await isQuietEnd(services, ended))) return undefined;
  const configuration = await fingerprintOf(services, request.state);
  if (configuration === undefined) return undefined;
  const observation = await store.changes.observe(touched, request.signal);
  // Of few, the times of what has just been written are waited for.
  if (observation === undefined || (isFew && !observation.isSettled)) return undefined;
  const now = clock.now();
  const planned = [
    ...actions.filter(({ name }) => !touched.has(name)),
    ...(await planAgain(services, request, state, touched)),
  ];
  const questions = await readQuestions(services);
  const memory = await services.memory.all();
  const entries = dueEntriesOf({ actions: planned, memory, questions, held: state.held, now });
  if (entries === undefined) return undefined;
  const isShownEachTime = state.certificates.some((certificate) => postIssue.needsEachStart(certificate));
  const start = request.isStart === true && !isShownEachTime ? startMark(store, postIssue, now) : undefined;
  const firstDue = entries.reduce((first, { dueAt = first }) => Math.min(first, dueAt), Number.POSITIVE_INFINITY);
  const until = Math.min(
    now + dayMs,
    questions.silenceEndsAt,
    isFew ? firstDue : Number.POSITIVE_INFINITY,
    start === undefined ? Number.POSITIVE_INFINITY : (Math.floor(now / dayMs) + 1) * dayMs,
  );
  const continued = state.certificates.flatMap(({ name, continues }) =>
    continues === undefined ? [] : [[continues, name] as const],
  );
  const record = {
    ...{ configuration, madeAt: now, until, start, count: planned.length },
    ...momentsOf(entries),
    waiting: planned.flatMap(({ kind, name }) => (kind === 'wait' ? [name] : [])),
    unshown: start === undefined ? [] : unshownOf(ended),
    continued: Object.fromEntries(continued),
    ...accountsOf(planned),
  };
  if (until <= now || isTooMuch(record) || continued.length > mostWaiting) return undefined;
  const index = isFew ? undefined : await store.due.replace(entries);
  const mark = await observation.keep();
  return mark === undefined ? undefined : { ...record, index, mark };
}

/** After a pass that looked at some: what is known of the others stays as it is. */
async function ofSome(
  services: Services,
  request: KnownRequest,
  ended: Ended,
  { record: before, names }: Known,
): Promise<KnownRecord | undefined> {
  const { store, clock } = services;
  const touched = new Set([...names, ...ended.outcomes.map(({ action }) => action.name)]);
  const observation = await store.changes.observe(touched, request.signal);
  if (observation === undefined || before.index === undefined) return undefined;
  const now = clock.now();
  const planned = await planAgain(services, request, ended.state, touched);
  const questions = await readQuestions(services);
  const memory = await services.memory.all(touched);
  const entries = dueEntriesOf({ actions: planned, memory, questions, held: ended.state.held, now });
  if (entries === undefined) return undefined;
  const index = await store.due.update(before.index, entries);
  const next = index === undefined ? undefined : await store.due.next(index, mostMoments);
  const mark = next === undefined ? undefined : await observation.keep();
  if (next === undefined || mark === undefined) return undefined;
  const { servers, accounts } = accountsOf(planned);
  const waiting = planned.flatMap(({ kind, name }) => (kind === 'wait' ? [name] : []));
  const shown = request.isStart === true ? [] : [...before.unshown, ...touched];
  const record: KnownRecord = {
    ...before,
    ...{ mark, index, madeAt: now, until: Math.min(before.until, questions.silenceEndsAt) },
    ...momentsOf(next),
    waiting: [...before.waiting.filter((name) => !touched.has(name)), ...waiting],
    unshown: before.start === undefined ? [] : [...new Set([...shown, ...unshownOf(ended)])],
    servers: [...new Set([...before.servers, ...servers])],
    accounts: [...new Set([...before.accounts, ...accounts])],
  };
  return isTooMuch(record) ? undefined : record;
}

/** The plan for these as they are now. */
async function planAgain(
  services: Services,
  { signal }: KnownRequest,
  state: DesiredState,
  names: ReadonlySet<string>,
): Promise<Action[]> {
  if (names.size === 0) return [];
  const lineages = await services.store.lineages({ names: [...names], signal });
  const memory = memoryOfThese(services.memory, names);
  const count = state.certificates.length;
  return planPass({ ...services, memory }, { state: onlyThese(state, names), count }, lineages);
}

/** Everything that is remembered of these: nobody asks for others. */
export function memoryOfThese(memory: MemoryStore, names: ReadonlySet<string>): MemoryStore {
  return { ...memory, all: (chosen = names) => memory.all(chosen) };
}

/** Nothing was done, nothing waits, and nothing is under way. */
async function isQuietEnd(services: Services, { actions, outcomes, lineages, report }: Ended): Promise<boolean> {
  if (outcomes.length > 0 || report.steps.some(({ failure }) => failure !== undefined)) return false;
  if (actions.some(({ kind }) => kind !== 'keep') || !lineages.every(isGoodLineage)) return false;
  return !(await readBusy(services)).isUnderWay;
}

/** What the next start has to show to the plugins though it looks at nothing. */
function unshownOf({ outcomes, report }: Ended): string[] {
  const failed = report.steps.filter(({ failure }) => failure !== undefined).map(({ certificate }) => certificate);
  return [...new Set([...outcomes.map(({ action }) => action.name), ...failed])];
}

/** The first of those that a pass is needed for. */
function momentsOf(entries: readonly DueEntry[]): { renewals: Renewal[]; waits: number[] } {
  const first = entries
    .flatMap(({ wakeAt, lifetimeMs }) => (wakeAt === undefined ? [] : [{ at: wakeAt, lifetimeMs }]))
    .sort((left, right) => left.at - right.at)
    .slice(0, mostMoments);
  return {
    renewals: first.flatMap(({ at, lifetimeMs }) => (lifetimeMs === undefined ? [] : [{ at, lifetimeMs }])),
    waits: first.flatMap(({ at, lifetimeMs }) => (lifetimeMs === undefined ? [at] : [])),
  };
}

function accountsOf(actions: readonly Action[]): { servers: string[]; accounts: string[] } {
  const lineages = actions.flatMap((action) => {
    if (action.kind === 'keep') return action.certificate === undefined ? [] : [action.lineage];
    return (action.kind === 'wait' ? action.pending?.lineage : action.lineage) ?? [];
  });
  return {
    servers: [...new Set(lineages.flatMap(({ server }) => server ?? []))],
    accounts: [...new Set(lineages.flatMap(({ accountId }) => accountId ?? []))],
  };
}

function isTooMuch({
  servers,
  accounts,
  waiting,
  unshown,
}: Pick<KnownRecord, 'servers' | 'accounts' | 'waiting' | 'unshown'>): boolean {
  return servers.length + accounts.length > mostAccounts || waiting.length + unshown.length > mostWaiting;
}
