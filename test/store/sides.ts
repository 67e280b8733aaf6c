import { setImmediate as turn } from 'node:timers/promises';
import type { Side } from '../../core/store/move.js';
import { makeAuthority, makeKey } from './certificates.js';
import { emptyMemory, openMemoryStore } from './memory-store.js';
import { saveRequest, server } from './volume.js';

/** Sides of a move whose stores are in memory. */
const authority = makeAuthority();
export const [first, second] = [1, 2].map((serial) => authority.issue(['a.example.com'], { serial })) as [
  ReturnType<typeof authority.issue>,
  ReturnType<typeof authority.issue>,
];
export const never: AbortSignal = new AbortController().signal;

/** What a store does at once. */
const immediate = new Set(['facts', 'rest', 'paths', 'wants', 'access']);

/** The same store, whose work begins a turn later: whoever does not wait for it goes on before it is done. */
function slowly<T extends object>(thing: T): T {
  return new Proxy(thing, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value === 'object' && value !== null && !(value instanceof Map)) return slowly(value);
      if (typeof value !== 'function') return value;
      const work = value as (...words: readonly unknown[]) => unknown;
      if (!immediate.has(String(key)))
        return async (...words: readonly unknown[]) => {
          await turn();
          return work(...words);
        };
      return (...words: readonly unknown[]) => {
        const found = work(...words);
        return typeof found === 'object' && found !== null ? slowly(found) : found;
      };
    },
  });
}

export function openSide() {
  const data = emptyMemory();
  const store = slowly(openMemoryStore(data));
  const side: Side = {
    store,
    async whole(name) {
      await turn();
      const kept = data.lineages.get(name);
      return kept === undefined ? undefined : { ...kept.record, privkey: kept.privkey };
    },
    async put({ privkey, ...record }) {
      await turn();
      data.lineages.set(record.name, { record, privkey });
    },
  };
  return { data, ...side };
}

export async function filled() {
  const side = openSide();
  const { store } = side;
  await store.save(saveRequest('a.example.com', first));
  await store.accounts.save({
    server,
    privateKey: makeKey('ecdsa256'),
    accountUrl: `${server}/1`,
    contact: ['mailto:a@b.c'],
  });
  await store.accounts.save({ server, privateKey: makeKey('ecdsa256') });
  await store.journal.add({ kind: 'txt-record', zone: 'z', name: 'n', content: 'c', provider: 'p', createdAt: 1 });
  await store.journal.add({
    kind: 'order',
    certificate: 'a.example.com',
    orderUrl: 'u',
    server,
    domains: [],
    createdAt: 1,
  });
  await store.journal.add({ kind: 'owed-step', certificate: 'a.example.com', version: 1, plugin: 'pfx' });
  for (const kind of ['certificates', 'rate-limits', 'rate-limit-blocks', 'door-orders', 'other'])
    await store.facts(kind, Number).change(() => ({ one: 1, two: 2 }));
  await store.state.write('seen', { since: 5 });
  await store.state.write('both', { of: 'from' });
  await store.state.write('moving', { of: 'from' });
  return side;
}

export async function saves({ store }: Side, ...all: readonly (typeof first)[]): Promise<void> {
  for (const pem of all) await store.save(saveRequest('a.example.com', pem));
}
