import pLimit from 'p-limit';
import { notAsked } from '../../acme/silence.js';
import { ParkedWait } from '../../challenges/index.js';
import { withCorrelation } from '../../http/correlation.js';
import type { PostIssuePass } from '../../post-issue/index.js';
import { withSignal } from '../../sdk/ambient-signal.js';
import { type Failure, plainFailure, toFailure } from '../../sdk/failure.js';
import { groupBy } from '../../sdk/group-by.js';
import { backOffAfter } from '../memory/back-off-after.js';
import { memoryOfSuccess } from '../memory/memory.js';
import { type IssueContext, issueCertificate } from '../orders/issue-certificate.js';
import { type Action, type IssueAction, isIssue } from '../plan/actions.js';
import { type RemovalContext, removeCertificate } from '../removal/remove-certificate.js';
import { issuedCertificate } from '../steps/issued-certificate.js';
import type { IssuanceStep } from './events.js';
import type { Outcome } from './outcome.js';
import type { PassContext } from './pass-context.js';
import { withinLimit, workLimitMs } from './work-limit.js';

/** Certificates that are worked on at the same time. */
const parallelCertificates = 32;

/** What carrying a plan out needs of a pass. */
export type ExecuteContext = IssueContext & RemovalContext;

/** Carries a plan out. One certificate that fails neither delays nor stops the others; nothing is thrown. */
export async function execute(
  context: ExecuteContext,
  actions: readonly Action[],
  postIssue: PostIssuePass,
): Promise<Outcome[]> {
  const limit = pLimit(parallelCertificates);
  const remembered = await context.memory.all();
  const hasFailed = ({ name }: Action): boolean => remembered.get(name)?.lastFailure !== undefined;
  // Those that failed before come last: a provider that hangs must not keep the others waiting.
  const inOrder = actions.filter(isIssue).sort((left, right) => Number(hasFailed(left)) - Number(hasFailed(right)));
  const several = new Set(
    inOrder.map(({ server }) => server).filter((server, index, all) => all.indexOf(server) !== index),
  );
  const issues = await Promise.all(
    inOrder.map((action) =>
      limit(() => correlated(action, () => issue(context, action, postIssue, several.has(action.server)))),
    ),
  );
  tellSilence(context, issues);
  const failed = new Set(
    issues
      .filter(({ failure, parkedUntil }) => failure !== undefined || parkedUntil !== undefined)
      .map(({ action }) => action.name),
  );
  const waiting = new Set(actions.filter(({ kind }) => kind === 'wait').map(({ name }) => name));
  const removals = actions
    .filter((action) => action.kind === 'remove')
    .filter((action) => !action.after.some((name) => failed.has(name) || waiting.has(name)));
  const removed = await Promise.all(
    removals.map((action) => limit(() => correlated(action, () => removeCertificate(context, action, postIssue)))),
  );
  return [...issues, ...removed];
}

/** Which of the certificates that were to be issued have been, and which have failed; others are parked. */
export function sortIssued<C extends { readonly name: string }>(expected: readonly C[], outcomes: readonly Outcome[]) {
  const settled = outcomes.filter(({ parkedUntil }) => parkedUntil === undefined);
  const failures = new Map(settled.map(({ action, failure }) => [action.name, failure]));
  const known = expected.filter(({ name }) => failures.has(name));
  return {
    renewed: known.filter(({ name }) => failures.get(name) === undefined),
    failed: known.filter(({ name }) => failures.get(name) !== undefined),
  };
}

function correlated<T>({ name }: Action, work: () => Promise<T>): Promise<T> {
  return withCorrelation({ certificate: name }, work);
}

/** What many certificates failed of is said once. */
function tellSilence({ emit }: Pick<PassContext, 'emit'>, outcomes: readonly Outcome[]): void {
  const silenced = groupBy(
    outcomes.filter(({ silentServer }) => silentServer !== undefined),
    ({ silentServer = '' }) => silentServer,
  );
  for (const [server, group] of silenced) {
    emit({ kind: 'certificates-failed', server, certificates: group.map(({ action }) => action.name) });
  }
}

/** @param isOneOfSeveral whether other certificates want something of the same CA */
async function issue(
  context: ExecuteContext,
  action: IssueAction,
  postIssue: PostIssuePass,
  isOneOfSeveral: boolean,
): Promise<Outcome> {
  const { emit, clock, signal, store, memory, state } = context;
  const { name, kind, certificate } = action;
  // Said once, where it was found out, and not for each of perhaps thousands.
  const { server } = action;
  if (context.accounts.isSilent(server)) return { action, failure: notAsked(server), silentServer: server };
  const started = clock.now();
  let step: IssuanceStep = 'account';
  function onStep(next: IssuanceStep, detail?: string): void {
    step = next;
    emit({ kind: 'step', certificate: name, step: next, ...(detail !== undefined && { detail }) });
  }

  emit({ kind: 'certificate-started', certificate: name, action: kind, reason: action.reason });
  const eventKind = action.lineage === undefined ? 'issued' : 'renewed';
  try {
    signal.throwIfAborted();
    const future = issuedCertificate(store.publication, certificate, action.lineage);
    const owes = await postIssue.owes({ kind: eventKind, certificate: future });
    const limit = { signal, limitMs: workLimitMs(context.env), where: () => step };
    const saved = await withinLimit(limit, (stop) =>
      withSignal(stop, () => issueCertificate({ ...context, signal: stop }, action, { owes, onStep })),
    );
    const issuedConfiguration = context.fingerprint(certificate, state);
    await memory.update(name, (before) => memoryOfSuccess(before, action, clock.now(), issuedConfiguration));
    const durationMs = clock.now() - started;
    emit({ kind: 'certificate-done', certificate: name, action: kind, version: saved.version, durationMs });
    if ((await store.publication.publish(name, owes)) === 'elsewhere') {
      postIssue.failed(name);
      return { action, failure: undefined };
    }
    await postIssue.done({ kind: eventKind, certificate: issuedCertificate(store.publication, certificate, saved) });
    return { action, failure: undefined };
  } catch (error) {
    postIssue.failed(name);
    if (error instanceof ParkedWait) {
      const { until } = error;
      const durationMs = clock.now() - started;
      emit({ kind: 'certificate-parked', certificate: name, action: kind, until, durationMs });
      return { action, failure: undefined, parkedUntil: until };
    }
    const failure = toFailure(error);
    const retryAt = await rememberFailure(context, action, step, failure);
    const durationMs = clock.now() - started;
    const isSilenced = isOneOfSeveral && isUnanswered(failure) && context.accounts.isSilent(server);
    emit({
      kind: 'certificate-failed',
      certificate: name,
      action: kind,
      step,
      failure,
      durationMs,
      ...(retryAt !== undefined && { retryAt }),
      ...(isSilenced && { isSilenced }),
    });
    return { action, failure, retryAt, ...(isSilenced && { silentServer: server }) };
  }
}

/** What a CA that does not answer leads to; a failure of a DNS provider bears its name. */
function isUnanswered({ code, provider }: Failure): boolean {
  return (code === 'TIMEOUT' || code === 'NETWORK') && provider === undefined;
}

/** @returns when the next try may be; undefined where it was stopped rather than failed */
async function rememberFailure(
  {
    state,
    clock,
    log,
    memory,
    fingerprint: fingerprintOf,
  }: Pick<PassContext, 'state' | 'clock' | 'log' | 'memory' | 'fingerprint'>,
  { name, certificate }: IssueAction,
  step: IssuanceStep,
  failure: Failure,
): Promise<number | undefined> {
  if (failure.code === 'ABORTED') return undefined;
  const now = clock.now();
  const fingerprint = fingerprintOf(certificate, state);
  let retryAt: number | undefined;
  try {
    await memory.update(name, (before) => {
      const { ordering: _settled, ...rest } = before;
      const backOff = backOffAfter(
        failure,
        before.failedConfiguration === fingerprint ? before.backOff : undefined,
        now,
      );
      retryAt = backOff.notBefore;
      const lastFailure = { at: now, step, ...plainFailure(failure) };
      return { ...rest, backOff, lastFailure, failedConfiguration: fingerprint };
    });
  } catch (error) {
    log.error(
      { event: 'memory.failed', certificate: name, reason: toFailure(error).message },
      'the failure cannot be remembered',
    );
  }
  return retryAt;
}
