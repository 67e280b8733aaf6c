import { type Journal, journalIn, parseJournalEntry } from '../store/facts/journal.js';
import type { CertificateStore } from '../store/store.js';

const opened = new WeakMap<object, Journal>();

/**
 * What the doors have in the DNS: a journal of their own, since the sweep of a pass takes whatever it finds in its own for
 * left behind, and passes and doors work at the same time. To be written by whoever has the lease of `doors`.
 */
export function doorsJournal(store: Pick<CertificateStore, 'facts'>): Journal {
  const known = opened.get(store.facts) ?? openJournal(store);
  opened.set(store.facts, known);
  return known;
}

function openJournal(store: Pick<CertificateStore, 'facts'>): Journal {
  const facts = store.facts('door-records', parseJournalEntry);
  return journalIn({
    values: () => facts.all(),
    set: async (key, entry) => void (await facts.update(key, () => entry)),
    delete: async (key) => void (await facts.update(key, () => undefined)),
  });
}
