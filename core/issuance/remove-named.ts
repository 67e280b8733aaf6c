import type { RevocationReason } from '../acme/index.js';
import type { DesiredState } from '../config/desired-state.js';
import { withSignal } from '../http/ambient-signal.js';
import type { Lineage } from '../store/index.js';
import { openPassContext, type PassServices } from './pass.js';
import { revokeLineage } from './remove-lineage.js';

export interface RemoveNamedRequest {
  readonly state: DesiredState;
  readonly lineage: Lineage;
  readonly how: 'revoke' | 'delete';
  readonly reason: RevocationReason | undefined;
  readonly signal: AbortSignal;
}

/** Revokes or deletes one certificate because somebody asked for it. For the holder of the lock. @throws Failure */
export async function removeNamed(services: PassServices, request: RemoveNamedRequest): Promise<void> {
  const { state, lineage, how, reason, signal } = request;
  if (how === 'delete') {
    await services.store.deleteLineage(lineage.name);
    await services.memory.update(lineage.name, () => undefined);
    return;
  }
  const context = openPassContext(services, { state, signal, emit: () => {} }, services.log);
  try {
    await withSignal(signal, () => revokeLineage(context, lineage, reason ?? 'unspecified'));
  } finally {
    await context.providers.close();
  }
}
