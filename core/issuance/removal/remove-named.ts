import type { RevocationReason } from '../../acme/revoke.js';
import type { DesiredState } from '../../config/desired-state.js';
import { withSignal } from '../../sdk/ambient-signal.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import { createAccounts } from '../orders/open-accounts.js';
import type { PassServices } from '../pass/pass-services.js';
import { currentCertificates } from '../steps/current-certificate.js';
import { certificateAsIs, plainFingerprint } from '../steps/issued-certificate.js';
import { revokeLineage } from './remove-lineage.js';

export interface RemoveNamedRequest {
  readonly state: DesiredState;
  readonly lineage: Lineage;
  readonly how: 'revoke' | 'delete';
  readonly reason: RevocationReason | undefined;
  readonly signal: AbortSignal;
}

type RemovalServices = Pick<
  PassServices,
  'store' | 'memory' | 'postIssue' | 'clock' | 'log' | 'dispatcher' | 'userAgent'
>;

/** Revokes or deletes one certificate because somebody asked for it. For the holder of the lock. @throws Failure */
export async function removeNamed(services: RemovalServices, request: RemoveNamedRequest): Promise<void> {
  const { state, lineage, how, reason, signal } = request;
  if (how === 'delete') return deleteNamed(services, request);
  const accounts = createAccounts({ ...services, settings: state.settings, signal });
  await withSignal(signal, () => revokeLineage({ ...services, accounts }, lineage, reason ?? 'unspecified'));
  await rememberRevocation(services, lineage);
}

/** The next pass replaces it at once, whether or not the CA says so by its renewal information. */
async function rememberRevocation(
  { memory, clock }: Pick<PassServices, 'memory' | 'clock'>,
  lineage: Lineage,
): Promise<void> {
  if (lineage.certificate === undefined) return;
  const revoked = { fingerprint: plainFingerprint(lineage.certificate.fingerprint), at: clock.now() };
  await memory.update(lineage.name, (before) => ({ ...before, revoked }));
}

async function deleteNamed(
  { store, memory, postIssue }: Pick<PassServices, 'store' | 'memory' | 'postIssue'>,
  { state, lineage, signal }: RemoveNamedRequest,
): Promise<void> {
  await store.remove(lineage.name);
  await store.publication.withdraw(lineage.name);
  await memory.update(lineage.name, () => undefined);
  const plugins = postIssue.beginPass({ expected: [], current: currentCertificates(store, state), signal });
  await plugins.done({ kind: 'removed', certificate: certificateAsIs(store.publication, lineage) });
  await plugins.finish();
}
