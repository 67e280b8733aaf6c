import { createHash } from 'node:crypto';
import type { StateStore } from '../store/index.js';
import { asObject, type Parser } from '../store/index.js';
import type { CertificateMemory } from './memory.js';

/**
 * What is remembered of all certificates. Kept in a number of small files, so that ten thousand certificates neither
 * cost ten thousand reads nor one large write each.
 */
export interface MemoryStore {
  /** Everything remembered, by certificate. Read once; kept up to date by `update`. */
  all(): Promise<ReadonlyMap<string, CertificateMemory>>;
  /** Reads it anew: another process may have written meanwhile. */
  reload(): Promise<void>;
  /** Changes what is remembered of one certificate, durably; undefined forgets it. */
  update(name: string, change: (before: CertificateMemory) => CertificateMemory | undefined): Promise<void>;
}

const shards = 64;
const prefix = 'certificates-';

type Shard = Readonly<Record<string, CertificateMemory>>;

export function createMemoryStore(state: StateStore): MemoryStore {
  const kept = new Map<string, CertificateMemory>();
  let loading: Promise<void> | undefined;
  const writing = new Map<number, Promise<void>>();

  async function load(): Promise<void> {
    for (const key of await state.list(prefix)) {
      for (const [name, memory] of Object.entries((await state.read(key, parseShard)) ?? {})) kept.set(name, memory);
    }
  }

  async function all(): Promise<ReadonlyMap<string, CertificateMemory>> {
    // A failed reading is not kept.
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    await loading;
    return kept;
  }

  /** Writes of one shard follow one another; each takes what is known by then. */
  function write(shard: number): Promise<void> {
    const before = writing.get(shard) ?? Promise.resolve();
    const mine = before.then(
      () => writeNow(shard),
      () => writeNow(shard),
    );
    writing.set(shard, mine);
    return mine;
  }

  async function writeNow(shard: number): Promise<void> {
    const entries = [...kept].filter(([name]) => shardOf(name) === shard);
    const key = `${prefix}${shard.toString().padStart(2, '0')}`;
    if (entries.length === 0) await state.remove(key);
    else await state.write(key, Object.fromEntries(entries));
  }

  return {
    all,
    async reload() {
      await Promise.all(writing.values());
      kept.clear();
      loading = load();
      await loading;
    },
    async update(name, change) {
      await all();
      const after = change(kept.get(name) ?? {});
      if (after === undefined) kept.delete(name);
      else kept.set(name, after);
      await write(shardOf(name));
    },
  };
}

function shardOf(name: string): number {
  return createHash('sha1').update(name).digest().readUInt8(0) % shards;
}

/** Only this program writes these files, atomically: an object is what was written. */
const parseShard: Parser<Shard> = (value) => asObject(value) as Shard | undefined;
