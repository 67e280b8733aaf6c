import { redactPlain } from '../../sdk/plain-failure.js';
import type { Keys } from '../../store/facts/facts.js';
import type { CertificateStore } from '../../store/store.js';
import type { CertificateMemory } from './memory.js';
import { parseMemory } from './parse-memory.js';

/** What is remembered of all certificates, of ten thousand as well. */
export interface MemoryStore {
  /** Everything remembered, or what is of these certificates, by name, as of now. @throws Failure STORE */
  all(names?: Keys): Promise<ReadonlyMap<string, CertificateMemory>>;
  /** What is remembered of one certificate; empty where that is nothing. @throws Failure STORE */
  get(name: string): Promise<CertificateMemory>;
  /** Changes what is remembered of one certificate, durably; undefined forgets it. @throws Failure STORE */
  update(name: string, change: (before: CertificateMemory) => CertificateMemory | undefined): Promise<void>;
}

/** @param redact takes secrets out of the words of failures: services repeat what they were sent, and files outlive secrets */
export function createMemoryStore(
  { facts }: Pick<CertificateStore, 'facts'>,
  redact: (text: string) => string = (text) => text,
): MemoryStore {
  const kept = facts('certificates', parseMemory);
  return {
    all: (names) => kept.all(names),
    async get(name) {
      return (await kept.get(name)) ?? {};
    },
    async update(name, change) {
      await kept.update(name, (before) => {
        const after = change(before ?? {});
        return after === undefined ? undefined : withoutSecrets(after, redact);
      });
    },
  };
}

function withoutSecrets(memory: CertificateMemory, redact: (text: string) => string): CertificateMemory {
  const { lastFailure } = memory;
  if (lastFailure === undefined) return memory;
  return { ...memory, lastFailure: { ...lastFailure, ...redactPlain(lastFailure, redact) } };
}
