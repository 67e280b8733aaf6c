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
export function openSide() {
  const data = emptyMemory();
  const store = openMemoryStore(data);
  const side: Side = {
    store,
    async whole(name) {
      const kept = data.lineages.get(name);
      return kept === undefined ? undefined : { ...kept.record, privkey: kept.privkey };
    },
    async put({ privkey, ...record }) {
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
