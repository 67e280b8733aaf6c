import type { DesiredState } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { CertificateStore } from '../../store/store.js';

/**
 * Takes into a store that several instances share what the configuration directory of this host has of before and the
 * configuration names. For the holder of the lease.
 * @returns the lineages of the store, with those
 */
export async function adoptDirectory(
  store: CertificateStore,
  { certificates }: DesiredState,
  present: readonly Lineage[],
  signal: AbortSignal,
): Promise<readonly Lineage[]> {
  const wanted = new Set(certificates.map(({ name }) => name));
  const isChanged = await store.shared?.adoptDirectory(wanted, present, signal);
  return isChanged === true ? store.lineages({ signal, updateCache: true }) : present;
}
