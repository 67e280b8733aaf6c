import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock/clock.js';
import type { DesiredState } from '../../config/desired-state.js';
import { lookupNs } from '../../dns/lookups.js';
import { createZoneLock } from '../../dns/zone-lock.js';
import { withCorrelation } from '../../http/correlation.js';
import type { Dispatcher } from '../../http/index.js';
import type { Registry } from '../../manifest/registry.js';
import type { PassReport, PostIssueHost } from '../../post-issue/index.js';
import { describeFailure, toFailure } from '../../sdk/failure.js';
import type { Logger } from '../../sdk/logger.js';
import type { CertificateStore, Lineage } from '../../store/index.js';
import { leftoversDueAt, noLeftovers, startCleaning } from '../challenges/leftover-records.js';
import { parkActions, readParked } from '../challenges/parked.js';
import { createPassDns } from '../challenges/pass-dns.js';
import { createProviderPool, type ProviderPoolOptions } from '../challenges/provider-pool.js';
import { takeOverTrial } from '../challenges/trial-leftovers.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { RemovalsSeen } from '../memory/removals-seen.js';
import { refreshContacts } from '../orders/account-contact.js';
import { recognizeLetsEncrypt } from '../orders/lets-encrypt.js';
import { createAccounts } from '../orders/open-accounts.js';
import { refreshRenewalInformation } from '../orders/renewal-information.js';
import { dropStaleOrders } from '../orders/stale-orders.js';
import { type Action, isIssue, isPending } from '../plan/actions.js';
import { announceWaits } from '../plan/announce-waits.js';
import { createFingerprint, keepFingerprint, readFingerprint } from '../plan/configuration-fingerprint.js';
import { continueLineages, lineageNames } from '../plan/continue-lineages.js';
import { plan } from '../plan/plan.js';
import { takeTurns } from '../plan/take-turns.js';
import type { RateLimits } from '../rate-limits/index.js';
import { currentCertificates } from '../steps/current-certificate.js';
import { issuedCertificate } from '../steps/issued-certificate.js';
import { presentCertificates } from '../steps/present-certificates.js';
import { adoptWanted } from './adopt-wanted.js';
import { createAfterwards } from './afterwards.js';
import type { PassListener } from './events.js';
import { execute, type Outcome, sortIssued } from './execute.js';
import type { PassContext } from './pass-context.js';
import { summarizePass } from './pass-summary.js';

/** What a pass needs; all of it outlives the pass. */
export interface PassServices {
  readonly store: CertificateStore;
  readonly memory: MemoryStore;
  readonly limits: RateLimits;
  readonly removalsSeen: RemovalsSeen;
  readonly registry: Registry;
  readonly dispatcher: Dispatcher;
  readonly postIssue: PostIssueHost;
  readonly clock: Clock;
  readonly log: Logger;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
  /** Told of tokens that providers get by logging in. */
  readonly onSecret?: ProviderPoolOptions['onSecret'];
  /** For programs that providers start: without secrets. */
  readonly environment?: ProviderPoolOptions['environment'];
}

export interface PassRequest {
  readonly state: DesiredState;
  readonly emit: PassListener;
  readonly signal: AbortSignal;
  /** Names to renew though they are not due. */
  readonly force?: ReadonlySet<string>;
  /** Only these certificates are worked on; left out, all. */
  readonly only?: ReadonlySet<string>;
  /** Certificates whose parked records are to be looked at now; others go on waiting. */
  readonly ready?: ReadonlySet<string>;
  readonly allowRemovals?: boolean;
  /** The first pass of a process also runs the plugins that want to see every certificate at start. */
  readonly isStart?: boolean;
}

export interface PassResult {
  /** The configuration as the pass took it, with the names that its lineages have. */
  readonly state: DesiredState;
  readonly actions: readonly Action[];
  readonly outcomes: readonly Outcome[];
  readonly postIssue: PassReport;
  /** When TXT records that were left behind are to be looked at again, in milliseconds since the epoch. */
  readonly recordsDueAt: number | undefined;
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

async function runCorrelated(id: string, services: PassServices, request: PassRequest): Promise<PassResult> {
  const { clock, postIssue, store } = services;
  const { emit, signal } = request;
  const { log } = services;
  const started = clock.now();
  const surroundings = openPassContext(services, request, log);
  const begun = postIssue.passBegan(signal);
  try {
    await store.settle(signal);
    await takeOverTrial(store, log, signal);
    const present = await store.lineages({ signal, updateCache: true });
    const state = continueLineages(request.state, present);
    const leftovers = await startCleaning({ ...surroundings, state });
    const fingerprint = await keepFingerprint(store.state);
    const context = { ...surroundings, state, leftovers, fingerprint };
    const lineages = await adoptWanted(context, present);
    await services.removalsSeen.remember(state, started);
    await dropStaleOrders(store, state, started);
    await Promise.all([refreshRenewalInformation(context, lineages), refreshContacts(context, lineages)]);
    const actions = await planPass(services, { ...request, state }, lineages);
    const issues = actions.filter(isIssue);
    emit({ kind: 'pass-started', pass: id, certificates: actions.length, pending: actions.filter(isPending).length });
    announceWaits(actions, emit);
    const plugins = postIssue.beginPass({
      expected: issues.map(({ certificate, lineage }) => issuedCertificate(store.publication, certificate, lineage)),
      current: currentCertificates(store, state),
      signal,
    });
    const presentation = request.isStart
      ? await presentCertificates(store, postIssue, plugins, actions, lineages, started)
      : undefined;
    const wanted = issues.map(({ certificate }) => issuedCertificate(store.publication, certificate, undefined));
    const around = await postIssue.beginIssues(wanted, signal);
    const outcomes = await execute(context, actions, plugins);
    const report = await plugins.finish();
    await around.ended(sortIssued(wanted, outcomes));
    if (!signal.aborted) await presentation?.done(report);
    await context.leftovers.done();
    await context.afterwards.done();
    await tidyJournal(store, log);
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
    return { state, actions, outcomes, postIssue: report, recordsDueAt: await leftoversDueAt(context) };
  } catch (error) {
    await begun;
    // Who was told to stop, or has lost the lock, did not fail.
    if (!signal.aborted) await postIssue.passFailed(toFailure(error), signal);
    throw error;
  } finally {
    await surroundings.afterwards.done();
    await surroundings.providers.close();
  }
}

/** The plan alone: reads, and touches nothing. */
export async function planPass(
  services: Pick<PassServices, 'memory' | 'limits' | 'clock' | 'removalsSeen' | 'store' | 'env'>,
  { state: asRead, force, only, ready, allowRemovals }: Omit<PassRequest, 'emit' | 'signal'>,
  lineages: readonly Lineage[],
): Promise<Action[]> {
  const { memory, clock, removalsSeen, store, env } = services;
  const state = continueLineages(asRead, lineages);
  const forced = lineageNames(force, state);
  const chosenNames = lineageNames(only, state);
  const now = clock.now();
  const ordersInHand = new Set((await store.journal.list('order')).map(({ certificate }) => certificate));
  const planned = plan({
    state,
    lineages,
    memory: await memory.all(),
    now,
    ...(forced !== undefined && { force: forced }),
    ...(allowRemovals !== undefined && { allowRemovals }),
    removalsSeenSince: await removalsSeen.since(state, now),
    ordersInHand,
    isStaging: recognizeLetsEncrypt(env).isStaging,
    fingerprint: await readFingerprint(store.state),
  });
  const parked = ordersInHand.size === 0 ? [] : await readParked(store, state, now);
  const actions = parkActions(planned, parked, new Set([...(ready ?? []), ...(forced ?? [])]), now);
  const chosen = chosenNames === undefined ? actions : actions.filter(({ name }) => chosenNames.has(name));
  return takeTurns(services, chosen, new Set([...ordersInHand, ...(forced ?? [])]));
}

/** What the certificates of one pass share. Close its providers afterwards. */
export function openPassContext(
  services: PassServices,
  { state, emit, signal }: Pick<PassRequest, 'state' | 'emit' | 'signal'>,
  log: Logger,
): PassContext {
  const { store, memory, limits, dispatcher, clock, userAgent, registry, env, onSecret, environment } = services;
  const letsEncrypt = recognizeLetsEncrypt(env);
  const dns = createPassDns({ settings: state.settings, env, signal, dispatcher, log });
  return {
    state,
    store,
    memory,
    letsEncrypt,
    leftovers: noLeftovers,
    // Nothing is remembered but by a pass, which brings its own.
    fingerprint: createFingerprint(''),
    limits,
    dispatcher,
    clock,
    log,
    emit,
    env,
    afterwards: createAfterwards(),
    slots: createZoneLock(),
    signal,
    accounts: createAccounts({ store, settings: state.settings, dispatcher, log, userAgent, signal }),
    providers: createProviderPool({
      registry,
      dispatcher,
      log,
      userAgent,
      serversOf: (apex) => lookupNs(dns.resolver, apex, signal),
      signal,
      onSecret,
      environment,
      onRequest:
        (provider) =>
        ({ method, status, durationMs }) =>
          emit({ kind: 'provider-request', provider, method, status, durationMs }),
    }),
    dns,
  };
}

/** Keys of certificates that are saved by now have no business in the journal any more. */
async function tidyJournal({ journal }: CertificateStore, log: Logger): Promise<void> {
  try {
    await journal.tidy();
  } catch (error) {
    log.warn({ event: 'journal.failed', reason: describeFailure(toFailure(error)) }, 'the journal cannot be tidied');
  }
}
