import type { FakeRecord } from '../fake-api.js';
import type { FakeZone } from './account.js';

/** All values of one name and type: relative name (`@` at the apex), TXT bare, priorities in front. */
export interface FakeSet {
  readonly type: string;
  readonly name: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

/** The sets of a zone, in the order of their first records. */
export function setsOf({ records }: FakeZone): FakeSet[] {
  const sets = new Map<string, FakeSet>();
  for (const [, { type, name, ttl, content }] of records.all()) {
    const key = `${name} ${type}`;
    sets.set(key, { type, name, ttl: sets.get(key)?.ttl ?? ttl, values: [...(sets.get(key)?.values ?? []), content] });
  }
  return [...sets.values()];
}

/** The set of a name and type; undefined: there is none. */
export function setAt(zone: FakeZone, { type, name }: Pick<FakeSet, 'type' | 'name'>): FakeSet | undefined {
  return setsOf(zone).find((set) => set.type === type && set.name === name);
}

/** Makes a set exactly this; without values it is gone. */
export function writeSet({ records }: FakeZone, { type, name, ttl, values }: FakeSet): void {
  const isOld = (record: FakeRecord) => record.type === type && record.name === name;
  for (const [id, record] of records.all()) if (isOld(record)) records.remove(id);
  for (const content of values) records.insert({ type, name, ttl, content });
}
