import { createMemoryStore } from '../../../core/issuance/memory/memory-store.js';
import { isGoodLineage } from '../../../core/store/lineages/lineage.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { createLeafAuthority } from '../../bench/leaf-certificates.js';
import { labelsOf, memoryOf, nameOf } from '../../bench/lineages.js';

/** So many that a pass does not look at all of them. */
export const count = 72;
/** Certificates come due one after the other, with so much time in between, in milliseconds; every fifth time two together. */
const betweenMs = 8 * 60_000;

/** Certificates that come due at the same time. */
export interface Turn {
  /** Milliseconds after the certificates were made. */
  readonly dueAfterMs: number;
  readonly names: readonly string[];
}

export function turnsOf(labels = labelsOf(count)): readonly Turn[] {
  const turns: Turn[] = [];
  for (let next = 0; next < labels.length; ) {
    const names = labels.slice(next, next + (turns.length % 5 === 4 ? 2 : 1)).map(nameOf);
    turns.push({ dueAfterMs: (turns.length + 1) * betweenMs, names });
    next += names.length;
  }
  return turns;
}

/** Puts them into a store, as issued by a CA that has told when it wants each of them renewed. @param now milliseconds since the epoch */
export async function putMany(
  store: CertificateStore,
  server: string,
  turns: readonly Turn[],
  now: number,
): Promise<void> {
  const labels = labelsOf(count);
  const [first = ''] = labels;
  const authority = await createLeafAuthority(first, [nameOf(first)]);
  const leaves = new Map(labels.map((label) => [nameOf(label), authority.issue(label)]));
  const lease = await store.lease('directory', { command: 'test', wait: 10_000 });
  const renewal = { server, account: 'a'.repeat(32), keyType: 'ecdsa256' };
  const { chainPem: chain, keyPem: privkey } = authority;
  for (const [name, { pem: cert }] of leaves) await store.save({ name, pem: { cert, chain, privkey }, renewal });
  const memories = createMemoryStore(store);
  for (const { dueAfterMs, names } of turns) {
    for (const name of names) {
      const leaf = leaves.get(name);
      if (leaf === undefined) throw new Error(`there is no ${name}`);
      const memory = memoryOf(leaf, now, now + dueAfterMs);
      const { renewal: told } = memory;
      // Nobody is asked again before the last of them is due.
      await memories.update(name, () => ({
        ...memory,
        ...(told && { renewal: { ...told, askAgainAt: now + askMs } }),
      }));
    }
  }
  await lease.release();
}

const askMs = 23 * 3600 * 1000;

/** Name → version of all that are good. */
export async function goodVersions(store: CertificateStore): Promise<ReadonlyMap<string, number>> {
  const all = await store.lineages();
  return new Map(all.filter(isGoodLineage).map(({ name, version }) => [name, version]));
}
