import type { PostIssuePass } from '../../post-issue/index.js';
import { withSignal } from '../../sdk/ambient-signal.js';
import { toFailure } from '../../sdk/failure.js';
import type { IssuanceStep } from '../pass/events.js';
import type { Outcome } from '../pass/outcome.js';
import type { PassContext } from '../pass/pass-context.js';
import { withinLimit, workLimitMs } from '../pass/work-limit.js';
import type { RemoveAction } from '../plan/actions.js';
import { certificateAsIs } from '../steps/issued-certificate.js';
import { revokeLineage } from './remove-lineage.js';

/** What a removal needs of a pass. */
export type RemovalContext = Pick<
  PassContext,
  'accounts' | 'clock' | 'emit' | 'env' | 'log' | 'memory' | 'signal' | 'store'
>;

/** Revokes and deletes a certificate that nothing asks for any more, and tells the post-issue plugins. Never throws. */
export async function removeCertificate(
  context: RemovalContext,
  action: RemoveAction,
  postIssue: PostIssuePass,
): Promise<Outcome> {
  const { emit, clock, signal, store, memory, log } = context;
  const { name, how, lineage, reason } = action;
  const started = clock.now();
  let step: IssuanceStep = 'account';
  emit({ kind: 'certificate-started', certificate: name, action: 'remove', reason });
  try {
    signal.throwIfAborted();
    if (how === 'revoke') {
      const limit = { signal, limitMs: workLimitMs(context.env), where: () => step };
      await withinLimit(limit, (stop) =>
        withSignal(stop, () => revokeLineage(context, lineage, 'cessationOfOperation')),
      );
    }
    step = 'save';
    await store.remove(name);
    await store.publication.withdraw(name);
    await memory.update(name, () => undefined);
    log.info({ event: 'certificate.removed', certificate: name, how }, 'removed');
    emit({ kind: 'certificate-done', certificate: name, action: 'remove', durationMs: clock.now() - started });
  } catch (error) {
    const failure = toFailure(error);
    const durationMs = clock.now() - started;
    emit({ kind: 'certificate-failed', certificate: name, action: 'remove', step, failure, durationMs });
    return { action, failure };
  }
  await postIssue.done({ kind: 'removed', certificate: certificateAsIs(store.publication, lineage) });
  return { action, failure: undefined };
}
