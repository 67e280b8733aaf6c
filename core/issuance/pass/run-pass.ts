import { randomUUID } from 'node:crypto';
import type { ChallengeBroker } from '../../challenges/index.js';
import type { DesiredState } from '../../config/desired-state.js';
import { withCorrelation } from '../../http/correlation.js';
import type { PassReport } from '../../post-issue/index.js';
import { describeFailure, toFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { CertificateStore } from '../../store/store.js';
import { findKnown, type Known, onlyThese } from '../known/find-known.js';
import { memoryOfThese, rememberKnown } from '../known/remember-known.js';
import { createAccounts } from '../orders/open-accounts.js';
import { type ContactsInUse, contactsInUse, refreshContacts } from '../orders/refresh-contacts.js';
import { refreshRenewalInformation } from '../orders/renewal-information.js';
import { dropStaleOrders } from '../orders/stale-orders.js';
import { type Action, isIssue, isPending } from '../plan/actions.js';
import { announceWaits } from '../plan/announce-waits.js';
import { keepFingerprint } from '../plan/configuration-fingerprint.js';
import { continueLineages } from '../plan/continue-lineages.js';
import type { Renewal } from '../plan/next-wake.js';
import { currentCertificates } from '../steps/current-certificate.js';
import { issuedCertificate } from '../steps/issued-certificate.js';
import { presentCertificates } from '../steps/present-certificates.js';
import { publishDifferences } from '../steps/publish-lineages.js';
import { adoptDirectory } from './adopt-directory.js';
import { adoptWanted } from './adopt-wanted.js';
import { createPassContext } from './create-pass-context.js';
import type { PassListener } from './events.js';
import { execute, sortIssued } from './execute.js';
import type { Outcome } from './outcome.js';
import { certificatesInOrder } from './parked.js';
import type { PassContext } from './pass-context.js';
import type { PassServices } from './pass-services.js';
import { summarizePass } from './pass-summary.js';
import { type PlanRequest, planPass } from './plan-pass.js';
import { takeOverTrial } from './trial-leftovers.js';

export interface PassRequest extends PlanRequest {
  readonly emit: PassListener;
  readonly signal: AbortSignal;
  /** The first pass of a process also runs the plugins that want to see every certificate at start. */
  readonly isStart?: boolean;
  /** The result has to hold an action for each certificate, also where nothing is to be done. */
  readonly wantsAll?: boolean;
}

export interface PassResult {
  /** The configuration as the pass took it, with the names that its lineages have. */
  readonly state: DesiredState;
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  readonly postIssue: PassReport;
  /** When TXT records that were left behind are to be looked at again, in milliseconds since the epoch. */
  readonly recordsDueAt: number | undefined;
  /** Those that were not looked at, since nothing is to be done about them now: there are no actions for these. */
  readonly others?: Others;
}

export interface Others {
  readonly unchanged: number;
  readonly waiting: number;
  /** The renewals that come next, of any. */
  readonly renewals: readonly Renewal[];
  /** The moments at which others have to be looked at. */
  readonly waits: readonly number[];
}

/**
 * One pass: what was interrupted is brought to an end, then what is on disk is made equal to what is configured. For
 * the holder of the lock. Failures of certificates are in the result.
 * @throws Failure STORE where the configuration directory cannot be read
 */
export function runPass(services: PassServices, request: PassRequest): Promise<PassResult> {
  const id = randomUUID().slice(0, 8);
  return withCorrelation({ pass: id }, () => runCorrelated(id, services, request));
}

async function runCorrelated(id: string, all: PassServices, request: PassRequest): Promise<PassResult> {
  const { clock, postIssue, store, log } = all;
  const { emit, signal } = request;
  const started = clock.now();
  const begun = postIssue.passBegan(signal);
  let opened: PassContext | undefined;
  try {
    await store.settle(signal);
    await takeOverTrial(store, log, signal);
    const known = await findKnown(all, request);
    if (known?.isQuiet) {
      await refreshQuietly(all, request, known);
      const { count } = known.record;
      emit({ kind: 'pass-started', pass: id, certificates: count, pending: 0 });
      emit({ kind: 'pass-ended', pass: id, durationMs: clock.now() - started, failed: 0, changed: 0 });
      await begun;
      await postIssue.passEnded((redact) => summarizePass(all, request.state, redact), signal);
      const postIssueReport = { steps: [], faults: [] };
      const others = othersOf(known);
      return {
        state: request.state,
        actions: [],
        outcomes: [],
        postIssue: postIssueReport,
        recordsDueAt: undefined,
        others,
      };
    }
    const names = known === undefined ? undefined : [...known.names];
    const services = known === undefined ? all : { ...all, memory: memoryOfThese(all.memory, known.names) };
    const kept = await store.lineages({ signal, ...(names === undefined ? { updateCache: true } : { names }) });
    const present = known === undefined ? await adoptDirectory(store, request.state, kept, signal) : kept;
    const state = known?.state ?? continueLineages(request.state, present);
    const planned = known === undefined ? state : onlyThese(state, known.names);
    const broker = openPassBroker(services, { ...request, state });
    const fingerprint = await keepFingerprint(store.state);
    const context = createPassContext(services, { ...request, state, broker, fingerprint });
    opened = context;
    const { afterwards } = context;
    await broker.sweep();
    const lineages = await adoptWanted(context, present);
    if (known === undefined) await services.removalsSeen.remember(state, started);
    await Promise.all([
      dropStaleOrders(store, state, started),
      refreshRenewalInformation(context, lineages),
      refreshContacts(context, contactsOf(state, lineages, known)),
    ]);
    const count = state.certificates.length;
    const actions = await planPass(services, { ...request, state: planned, count }, lineages);
    const issues = actions.filter(isIssue);
    const certificates = known?.record.count ?? actions.length;
    emit({ kind: 'pass-started', pass: id, certificates, pending: actions.filter(isPending).length });
    announceWaits(actions, emit);
    const plugins = postIssue.beginPass({
      expected: issues.map(({ certificate, lineage }) => issuedCertificate(store.publication, certificate, lineage)),
      current: currentCertificates(store, state),
      signal,
    });
    await publishDifferences(services, plugins, state, lineages, signal, names);
    const presentation = request.isStart
      ? await presentCertificates(store, postIssue, plugins, actions, lineages, started)
      : undefined;
    const wanted = issues.map(({ certificate }) => issuedCertificate(store.publication, certificate, undefined));
    const around = await postIssue.beginIssues(wanted, signal);
    const outcomes = await execute(context, actions, plugins);
    const report = await plugins.finish();
    await around.ended(sortIssued(wanted, outcomes));
    if (!signal.aborted) await presentation?.done(report);
    await Promise.all([broker.swept(), afterwards.done()]);
    await tidyJournal(store, log);
    await rememberKnown(all, request, { known, state, lineages, actions, outcomes, report });
    for (const { certificate, plugin, failure } of report.steps) {
      emit(
        failure === undefined
          ? { kind: 'plugin-done', certificate, plugin }
          : { kind: 'plugin-failed', certificate, plugin, failure },
      );
    }
    const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
    const parked = outcomes.filter(({ parkedUntil }) => parkedUntil !== undefined).length;
    emit({
      kind: 'pass-ended',
      pass: id,
      durationMs: clock.now() - started,
      failed,
      changed: outcomes.length - failed - parked,
    });
    await begun;
    await postIssue.passEnded((redact) => summarizePass(services, state, redact), signal);
    const recordsDueAt = await broker.dueAt();
    const others = known === undefined ? {} : { others: othersOf(known) };
    return { state, actions, outcomes, postIssue: report, recordsDueAt, ...others };
  } catch (error) {
    await begun;
    // Who was told to stop, or has lost the lock, did not fail.
    if (!signal.aborted) await postIssue.passFailed(toFailure(error), signal);
    throw error;
  } finally {
    await opened?.afterwards.done();
    await opened?.broker.close();
  }
}

function othersOf({ record, names }: Known): Others {
  const waiting = record.waiting.filter((name) => !names.has(name)).length;
  const { count, renewals, waits } = record;
  return { unchanged: count - names.size - waiting, waiting, renewals, waits };
}

/** The servers and accounts of all, though only some lineages are at hand. */
function contactsOf(state: DesiredState, lineages: readonly Lineage[], known: Known | undefined): ContactsInUse {
  const { servers, accounts } = contactsInUse(state, lineages);
  const { record } = known ?? {};
  return {
    servers: [...new Set([...servers, ...(record?.servers ?? [])])],
    accounts: [...new Set([...accounts, ...(record?.accounts ?? [])])],
  };
}

async function refreshQuietly(services: PassServices, { state, signal }: PassRequest, known: Known): Promise<void> {
  const accounts = createAccounts({ ...services, settings: state.settings, signal });
  await refreshContacts({ ...services, state, accounts }, contactsOf(state, [], known));
}

/** The broker of a pass keeps what orders in hand go on with. */
function openPassBroker(
  { openBroker, store }: Pick<PassServices, 'openBroker' | 'store'>,
  { state, signal, emit }: Pick<PassRequest, 'state' | 'signal' | 'emit'>,
): ChallengeBroker {
  return openBroker({
    state,
    signal,
    journal: store.journal,
    keptOwners: () => certificatesInOrder(store, state),
    onRequest:
      (provider) =>
      ({ method, status, durationMs }) =>
        emit({ kind: 'provider-request', provider, method, status, durationMs }),
  });
}

/** Keys of certificates that are saved by now have no business in the journal any more. */
async function tidyJournal({ journal }: CertificateStore, log: Logger): Promise<void> {
  try {
    await journal.tidy();
  } catch (error) {
    log.warn({ event: 'journal.failed', reason: describeFailure(toFailure(error)) }, 'the journal cannot be tidied');
  }
}
