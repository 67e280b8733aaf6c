import { join } from 'node:path';
import { nameRoot } from '../disk/in-parent.js';
import type { Parser } from '../disk/parse-json.js';
import { readLockHolder } from '../lock/holder.js';
import type { Logger } from '../sdk/logger.js';
import { createAccountStore } from './certbot/accounts.js';
import { createDurableMap, type DurableMap } from './facts/durable-map.js';
import { type Facts, factsIn } from './facts/facts.js';
import { createJournal } from './facts/journal.js';
import { createStateStore } from './facts/state-file.js';
import { createLayout } from './layout.js';
import { createLineageReader } from './lineages/read-lineages.js';
import type { ReadableStore } from './store.js';

export interface FileStoreOptions {
  readonly configDir: string;
  readonly log: Logger;
  /** Whether the directory lies in a configuration directory, so that links on the way to it are nobody's to trust. */
  readonly isInside?: boolean;
}

/** What a configuration directory holds, and what the store of it is made of. */
export function openFileParts({ configDir, log, isInside = false }: FileStoreOptions) {
  const layout = createLayout(configDir);
  if (!isInside) nameRoot(layout.root);
  const reader = createLineageReader(layout, log);
  const maps = new Map<string, Pick<DurableMap<unknown>, 'rest'>>();

  function openFacts<V>(name: string, parse: Parser<V>): Facts<V> {
    const map = createDurableMap({ path: join(layout.state, `${name}.jsonl`), parse, log });
    maps.set(name, map);
    return factsIn(map);
  }

  return {
    layout,
    reader,
    journal: createJournal(layout.journal, log),
    state: createStateStore(layout.state, log),
    accounts: createAccountStore(layout.accounts, log),
    facts: openFacts,
    holder: (now: number) => readLockHolder(layout.lock, now),
    rest() {
      for (const each of [reader, ...maps.values()]) each.rest();
    },
  };
}

/** A configuration directory for those who only look at it: what changes one need not be loaded. */
export function createFileReader(options: FileStoreOptions): ReadableStore {
  const { reader, journal, state, accounts, facts, holder } = openFileParts(options);
  return {
    lineages: reader.list,
    read: reader.read,
    journal,
    state,
    accounts,
    facts,
    holder,
    publication: { state, steps: journal },
    close: async () => {},
  };
}
