import type { DesiredState } from '../../config/desired-state.js';
import type { CertificateStore } from '../../store/store.js';

/** Orders live for a week at the CAs; longer than this, in milliseconds, none is of use. */
const longestLifeMs = 14 * 24 * 3600 * 1000;

/**
 * Forgets orders that nobody will take up: their certificate is no longer asked for, or they are too old. With them go
 * the private keys that were made for them.
 */
export async function dropStaleOrders(
  { journal }: CertificateStore,
  { certificates, held }: DesiredState,
  now: number,
): Promise<void> {
  const wanted = new Set([...certificates.map(({ name }) => name), ...held]);
  for (const { id, certificate, createdAt } of await journal.list('order')) {
    if (!wanted.has(certificate) || now - createdAt > longestLifeMs) await journal.remove(id);
  }
}
