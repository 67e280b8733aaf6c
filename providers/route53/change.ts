import type { SetEdit } from '../../core/sdk/index.js';
import type { SetChange, StoredSet } from './record-sets.js';
import { fromValue, toValue } from './values.js';

/** The change that makes the edit; undefined where nothing needs to change. */
export function changeOf({ type, name, add, remove }: SetEdit, before: StoredSet | undefined): SetChange | undefined {
  const old = before?.values ?? [];
  const doomed = new Set(remove.map(({ content }) => content));
  const kept = old.filter((value) => !doomed.has(fromValue(type, value)));
  const present = new Set(kept.map((value) => fromValue(type, value)));
  const fresh = add.map(toValue).filter((value) => !present.has(fromValue(type, value)));
  const values = [...new Set([...kept, ...fresh])];
  if (values.length === old.length && fresh.length === 0) return undefined;
  const [first] = add;
  if (before === undefined) return first && { action: 'CREATE', set: { type, name, ttl: first.ttl, values } };
  // The values share a TTL: a new one takes that of the others rather than to change theirs.
  return values.length === 0 ? { action: 'DELETE', set: before } : { action: 'UPSERT', set: { ...before, values } };
}
