import type { DesiredState } from '../../config/desired-state.js';
import { describeFailure, isFailure } from '../../sdk/failure.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { PassContext } from '../pass/pass-context.js';
import { isContactStale } from './account-contact.js';

/** Whose contacts are looked at. */
export interface ContactsInUse {
  readonly servers: readonly string[];
  /** Ids of accounts. */
  readonly accounts: readonly string[];
}

/** The servers and accounts of what is configured, and of the lineages that it goes on with. */
export function contactsInUse({ certificates }: DesiredState, lineages: readonly Lineage[]): ContactsInUse {
  const wanted = new Set(certificates.map(({ name }) => name));
  const kept = lineages.filter(({ name, managed }) => managed !== undefined && wanted.has(name));
  return {
    servers: [...new Set([...certificates.map(({ server }) => server), ...kept.flatMap(({ server }) => server ?? [])])],
    accounts: [...new Set(kept.flatMap(({ accountId }) => accountId ?? []))],
  };
}

/**
 * Looks whether a changed contact is to be told to the accounts in use, which is a look at the disk; those that need it
 * are opened. Never throws but ABORTED: the CA may not answer, and nothing may be due.
 */
export async function refreshContacts(
  { state, store, accounts, log }: Pick<PassContext, 'state' | 'store' | 'accounts' | 'log'>,
  inUse: ContactsInUse,
): Promise<void> {
  const used = new Set(inUse.accounts);
  await Promise.all(
    inUse.servers.map(async (server) => {
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
