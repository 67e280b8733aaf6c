import { groupBy } from './group-by.js';
import type { DnsRecord } from './record.js';
import { recordId } from './record-id.js';
import type { RecordSet } from './record-set-api.js';

/** The values of a set as records of their own, with ids made by `recordId`. */
export function recordsOfSet({ type, name, ttl, values }: RecordSet): DnsRecord[] {
  return values.map((content) => ({ id: recordId({ type, name, content }), type, name, content, ttl }));
}

/** One set for each name and type, where an API lists the values in several entries; the TTL is that of the first. */
export function joinSets(entries: readonly RecordSet[]): RecordSet[] {
  const groups = groupBy(entries, ({ type, name }) => `${name} ${type}`);
  return [...groups.values()].flatMap((parts) =>
    parts.slice(0, 1).map((first) => ({ ...first, values: parts.flatMap(({ values }) => values) })),
  );
}
