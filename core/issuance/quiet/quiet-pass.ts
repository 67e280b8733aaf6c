import type { DesiredState } from '../../config/desired-state.js';
import type { PassReport, PostIssueHost } from '../../post-issue/index.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { JournalKind } from '../../store/facts/journal-entries.js';
import { isGoodLineage, type Lineage } from '../../store/lineages/lineage.js';
import { createAccounts } from '../orders/open-accounts.js';
import { contactsInUse, refreshContacts } from '../orders/refresh-contacts.js';
import { nextQuestionAt } from '../orders/renewal-information.js';
import type { Outcome } from '../pass/outcome.js';
import type { PassServices } from '../pass/pass-services.js';
import type { PlanRequest } from '../pass/plan-pass.js';
import type { Action } from '../plan/actions.js';
import { wholeFingerprint } from '../plan/configuration-fingerprint.js';
import { startMark } from '../steps/present-certificates.js';
import { parseQuietRecord, type QuietRecord } from './quiet-record.js';
import { quietRecordOf } from './quiet-record-of.js';

type Services = Omit<PassServices, 'postIssue' | 'limits' | 'removalsSeen' | 'openBroker'> & {
  readonly postIssue: Pick<PostIssueHost, 'startFingerprint' | 'needsEachStart'>;
};

export interface QuietRequest extends PlanRequest {
  readonly signal: AbortSignal;
  readonly isStart?: boolean;
  /** The result has to hold an action for each certificate. */
  readonly wantsAll?: boolean;
}

/** What became of a whole pass. */
interface Ended {
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  readonly report: PassReport;
}

const key = 'quiet';

/** With one of these there is something to be gone on with. */
const underWay: readonly JournalKind[] = ['order', 'owed-step', 'txt-record', 'lineage-switch', 'lineage-delete'];

/**
 * Whether this pass would find nothing to do, told without a look at each certificate: the pass before found nothing, and
 * since then neither the configuration nor the store has changed, nothing is under way and nothing has come due. In any doubt undefined:
 * then the pass looks at everything. Contacts of accounts are looked after as in every pass.
 */
export async function findQuiet(services: Services, request: QuietRequest): Promise<QuietRecord | undefined> {
  const { store, clock, postIssue } = services;
  const { state, signal } = request;
  if (isParticular(request)) return undefined;
  const record = await store.publication.state.read(key, parseQuietRecord);
  const now = clock.now();
  // A clock that was set back has not been anywhere near what is remembered.
  if (record === undefined || now < record.madeAt || now >= record.until) return undefined;
  if (request.isStart === true && (record.start === undefined || record.start !== startMark(store, postIssue, now))) {
    return undefined;
  }
  if (record.configuration !== (await fingerprintOf(services, state))) return undefined;
  if (await isUnderWay(services)) return undefined;
  if (!(await store.changes.areNone(record.mark, signal))) return undefined;
  const accounts = createAccounts({ ...services, settings: state.settings, signal });
  const { servers } = contactsInUse(state, []);
  await refreshContacts(
    { ...services, state, accounts },
    { servers: [...new Set([...servers, ...record.servers])], accounts: record.accounts },
  );
  return record;
}

/**
 * Remembers that a pass found nothing to do, for `findQuiet`; a pass that had something to do leaves nothing behind. What
 * cannot be remembered costs the next pass a look at everything.
 */
export async function rememberQuiet(
  services: Services,
  request: QuietRequest,
  lineages: readonly Lineage[],
  { actions, outcomes, report }: Ended,
): Promise<void> {
  const { store, clock, postIssue, log } = services;
  const { state, signal } = request;
  if (isParticular({ ...request, wantsAll: false }) || outcomes.length > 0 || signal.aborted) return;
  if (report.faults.length > 0 || report.steps.some(({ failure }) => failure !== undefined)) return;
  // A plan with something to do is not worth the looks that follow.
  if (actions.some(({ kind }) => kind !== 'keep') || !lineages.every(isGoodLineage)) return;
  try {
    if (await isUnderWay(services)) return;
    const configuration = await fingerprintOf(services, state);
    const questionAt = await nextQuestionAt(services, lineages.filter(isConfigured(actions)));
    const mark = await store.changes.mark(signal);
    if (mark === undefined || configuration === undefined) return;
    const isShownEachTime = state.certificates.some((certificate) => postIssue.needsEachStart(certificate));
    const start = request.isStart === true && !isShownEachTime ? startMark(store, postIssue, clock.now()) : undefined;
    const record = quietRecordOf({ actions, now: clock.now(), mark, configuration, start, questionAt });
    if (record !== undefined) await store.publication.state.write(key, record);
  } catch (error) {
    if (signal.aborted || !isFailure(error, 'STORE')) throw error;
    log.debug({ event: 'quiet.unremembered', reason: describeFailure(error) }, 'the next pass looks at everything');
  }
}

/** Somebody asked for certain certificates, for more than usual, or for a list of all. */
function isParticular({ force, only, ready, allowRemovals, wantsAll }: QuietRequest): boolean {
  const names = (force?.size ?? 0) + (ready?.size ?? 0);
  return names > 0 || only !== undefined || allowRemovals === true || wantsAll === true;
}

async function isUnderWay({ store }: Pick<Services, 'store'>): Promise<boolean> {
  for (const kind of underWay) if ((await store.journal.list(kind)).length > 0) return true;
  return (await store.publication.steps.list('owed-step')).length > 0;
}

/** The configuration as it was read: what lines go on as other lineages follows from it and from the store. */
function fingerprintOf({ store, userAgent, env }: Services, state: DesiredState): Promise<string | undefined> {
  // The version, with what Node it runs on, and what a test plays.
  return wholeFingerprint(store.state, state, [userAgent, env.LETSENCRYPT_DNS_TEST_LETSENCRYPT ?? '']);
}

function isConfigured(actions: readonly Action[]): (lineage: Lineage) => boolean {
  const names = new Set(
    actions.flatMap((action) => (action.kind === 'keep' && action.certificate !== undefined ? [action.name] : [])),
  );
  return ({ name }) => names.has(name);
}
