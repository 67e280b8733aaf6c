import type { StoreChanges } from '../changes.js';
import type { Session } from './session.js';

/**
 * Changes of the rows that plans are made from, told by the database itself: a sum over versions and times of the lineages
 * and over the facts, without those of the doors, costs it a tenth of a second for a hundred thousand, and nothing of them comes over the wire. What this host has as files is
 * part of it.
 */
export function createRowChanges(session: Session, files: StoreChanges): StoreChanges {
  async function rows(): Promise<string> {
    const [row] = await session.read((query) => query(sumSql));
    return JSON.stringify(row);
  }

  return {
    async since(mark, signal) {
      const [ofFiles, ofRows] = readMark(mark);
      if (ofFiles === undefined || ofRows !== (await rows())) return undefined;
      return files.since(ofFiles, signal);
    },
    async observe(touched, signal) {
      // Nobody else writes rows under this lease.
      const [ofFiles, ofRows] = [await files.observe(touched, signal), await rows()];
      if (ofFiles === undefined) return undefined;
      return {
        isSettled: ofFiles.isSettled,
        async keep() {
          const mark = await ofFiles.keep();
          return mark === undefined ? undefined : JSON.stringify([mark, ofRows]);
        },
      };
    },
  };
}

/** Sums do not depend on the order of rows; texts, since numbers of this size are none of JavaScript's. */
const sumSql = `SELECT
  (SELECT concat(count(*), ' ', sum(hashtextextended(concat(name, ' ', version, ' ', extract(epoch FROM saved_at)), 0)))
     FROM ledns_lineage) AS lineages,
  (SELECT concat(count(*), ' ', sum(hashtextextended(concat(kind, ' ', key, ' ', value), 0))) FROM ledns_fact
     WHERE kind NOT LIKE 'door-%') AS facts`;

function readMark(mark: string): readonly (string | undefined)[] {
  try {
    const parsed: unknown = JSON.parse(mark);
    return Array.isArray(parsed) ? parsed.map((part) => (typeof part === 'string' ? part : undefined)) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
