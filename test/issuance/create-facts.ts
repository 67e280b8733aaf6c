import { setImmediate as turn } from 'node:timers/promises';
import type { CertificateStore } from '../../core/store/store.js';

/**
 * Facts that outlive what is made from them, as those of a store do; each kind is opened as often as one likes. Changes come
 * a turn later: whoever does not wait for one does not see it.
 */
export function createFacts(): CertificateStore['facts'] {
  const kinds = new Map<string, Map<string, unknown>>();
  return <V>(name: string) => {
    const values = (kinds.get(name) ?? new Map()) as Map<string, V>;
    kinds.set(name, values);
    const put = (key: string, value: V | undefined) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
    };
    return {
      all: async () => values,
      get: async (key: string) => values.get(key),
      async update(key: string, change: (before: V | undefined) => V | undefined) {
        await turn();
        const after = change(values.get(key));
        put(key, after);
        return after;
      },
      async change(change: (all: ReadonlyMap<string, V>) => Readonly<Record<string, V | undefined>>) {
        await turn();
        for (const [key, value] of Object.entries(change(values))) put(key, value);
      },
    };
  };
}
