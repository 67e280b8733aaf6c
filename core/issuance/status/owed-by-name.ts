import { groupBy } from '../../sdk/group-by.js';
import type { ReadableStore } from '../../store/store.js';

/** Plugins that each certificate owes a run, by its name; only those that owe one. @throws Failure STORE */
export async function owedByName({
  publication,
}: Pick<ReadableStore, 'publication'>): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = groupBy(await publication.steps.list('owed-step'), ({ certificate }) => certificate);
  return new Map([...entries].map(([name, steps]) => [name, [...new Set(steps.map(({ plugin }) => plugin))]]));
}
