import type { LineageStore } from '../../core/store/index.js';

/** Maps that outlive what is made from them, as files do; each is opened as often as one likes. */
export function createOpenMap(): LineageStore['openMap'] {
  const files = new Map<string, Map<string, unknown>>();
  return <V>(name: string) => {
    const values = (files.get(name) ?? new Map()) as Map<string, V>;
    files.set(name, values);
    return {
      values: async () => values,
      async set(key: string, value: V) {
        values.set(key, value);
      },
      async delete(key: string) {
        values.delete(key);
      },
      async tidy() {},
    };
  };
}
