import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Lineage } from '../../store/index.js';
import type { PassContext } from '../pass/pass-context.js';
import { isContactStale } from './account-contact.js';

/**
 * Looks whether a changed contact is to be told to the accounts in use, which is a look at the disk; those that need it
 * are opened. Never throws but ABORTED: the CA may not answer, and nothing may be due.
 */
export async function refreshContacts(
  { state, store, accounts, log }: Pick<PassContext, 'state' | 'store' | 'accounts' | 'log'>,
  lineages: readonly Lineage[],
): Promise<void> {
  const wanted = new Set(state.certificates.map(({ name }) => name));
  const kept = lineages.filter(({ name, managed }) => managed !== undefined && wanted.has(name));
  const used = new Set(kept.flatMap(({ accountId }) => accountId ?? []));
  const servers = new Set([
    ...state.certificates.map(({ server }) => server),
    ...kept.flatMap(({ server }) => server ?? []),
  ]);
  await Promise.all(
    [...servers].map(async (server) => {
      try {
        const all = await store.accounts.find(server);
        const stale = all.filter((stored, index) => index === 0 || used.has(stored.id));
        for (const stored of stale) {
          if (isContactStale(stored, state.settings)) await accounts.of(server, stored.id);
        }
      } catch (error) {
        if (isFailure(error, 'ABORTED')) throw error;
        log.warn(
          { event: 'account.contact-refused', server, reason: describeFailure(error) },
          'the CA cannot be told the new contact of the account yet',
        );
      }
    }),
  );
}
