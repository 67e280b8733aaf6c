import type { Journal, Journaled } from '../../store/facts/journal.js';
import type { InWork } from './in-work.js';

type Entry = Journaled<'txt-record'>;

/** What the entries of a door belong to: a client, and the name that it asked for. */
export function labelOf(door: string, client: string, name: string): string {
  return `${door} ${client} ${name}`;
}

/**
 * The journal of the doors as the sweep of one of them sees it: its own records, without those in work, and without those
 * whose value somebody else still wants at the same place.
 * @param active labels in work
 */
export function heldJournal(journal: Journal, door: string, active: Pick<InWork, 'has'>, now: () => number): Journal {
  return {
    ...journal,
    async list(kind, owner) {
      if (kind !== 'txt-record') return [];
      const all = await journal.list('txt-record');
      const own = all.filter(
        ({ certificate = '' }) =>
          certificate.startsWith(`${door} `) &&
          !active.has(certificate) &&
          (owner === undefined || certificate === owner),
      );
      const due = own.filter((entry) => twinsOf(entry, all).every(({ retryAt = 0 }) => retryAt <= now()));
      return due as unknown as Journaled<typeof kind>[];
    },
  };
}

/** Entries of others about the same value at the same place. */
export function twinsOf({ id, zone, name, content }: Entry, all: readonly Entry[]): Entry[] {
  return all.filter(
    (other) => other.id !== id && other.zone === zone && other.name === name && other.content === content,
  );
}
