import type { DurableMap } from './durable-map.js';

/** What is to change, by key; undefined forgets it. */
export type Changes<V> = Readonly<Record<string, V | undefined>>;

/** Never a text, which would be taken for its letters. */
export type Keys = readonly string[] | ReadonlySet<string>;

/**
 * Many facts of one kind. Between what a change sees and what it leaves behind nobody else changes anything: neither
 * another call nor another process. A change that throws changes nothing; it may be called more than once.
 */
export interface Facts<V> {
  /** All values by key, or those of these keys. @throws Failure STORE */
  all(keys?: Keys): Promise<ReadonlyMap<string, V>>;
  get(key: string): Promise<V | undefined>;
  /** Changes one, durably; undefined forgets it. Returns what there is now. @throws Failure STORE, and what `change` throws */
  update(key: string, change: (before: V | undefined) => V | undefined): Promise<V | undefined>;
  /** Changes several that depend on each other, in one write. @throws Failure STORE, and what `change` throws */
  change(change: (all: ReadonlyMap<string, V>) => Changes<V>): Promise<void>;
}

/** The facts of a file: only the holder of the lease writes it, and nothing is awaited between look and change. */
export function factsIn<V>(map: Pick<DurableMap<V>, 'values' | 'apply'>): Facts<V> {
  return {
    async all(keys) {
      const all = await map.values();
      return keys === undefined ? all : chosenOf(all, keys);
    },
    get: async (key) => (await map.values()).get(key),
    async update(key, change) {
      const all = await map.values();
      const after = change(all.get(key));
      if (after !== undefined || all.has(key)) await map.apply([[key, after]]);
      return after;
    },
    async change(change) {
      const all = await map.values();
      await map.apply(Object.entries(change(all)).filter(([key, value]) => value !== undefined || all.has(key)));
    },
  };
}

/** The entries of these keys. */
export function chosenOf<V>(all: ReadonlyMap<string, V>, keys: Keys): ReadonlyMap<string, V> {
  const chosen = new Map<string, V>();
  for (const key of keys) {
    const value = all.get(key);
    if (value !== undefined) chosen.set(key, value);
  }
  return chosen;
}
