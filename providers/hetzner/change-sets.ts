import { type RecordChange, toPresentation } from '../../core/sdk/index.js';

/** What is to happen to one set; values in the form of the API. */
export interface SetChange {
  readonly type: string;
  readonly name: string;
  readonly add: { readonly value: string; readonly ttl: number }[];
  readonly gone: { readonly value: string }[];
}

/** Gathers changes by name and type. */
export function planSets({ create, remove }: RecordChange): SetChange[] {
  const sets = new Map<string, SetChange>();

  function setOf({ type, name }: { type: string; name: string }): SetChange {
    const key = `${type} ${name}`;
    const set = sets.get(key) ?? { type, name, add: [], gone: [] };
    sets.set(key, set);
    return set;
  }

  for (const record of remove) {
    setOf(record).gone.push({ value: toPresentation({ type: record.type, content: record.content }) });
  }
  for (const draft of create) setOf(draft).add.push({ value: toPresentation(draft), ttl: draft.ttl });
  return [...sets.values()];
}
