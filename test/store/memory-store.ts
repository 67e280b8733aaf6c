import { setTimeout } from 'node:timers/promises';
import { Failure } from '../../core/sdk/failure.js';
import type { DueEntry, DueIndex } from '../../core/store/due-index.js';
import { type Changes, chosenOf, type Facts } from '../../core/store/facts/facts.js';
import { journalIn } from '../../core/store/facts/journal.js';
import type { JournalEntry } from '../../core/store/facts/journal-entries.js';
import { publishedPaths } from '../../core/store/file-store.js';
import { createLayout, lineageNameProblem } from '../../core/store/layout.js';
import type { Holder, Resource } from '../../core/store/lease.js';
import type { ArtifactRequest } from '../../core/store/lineages/write-artifact.js';
import { type AccountRow, accountsIn } from '../../core/store/records/account-rows.js';
import {
  adopted,
  factsOf,
  type LineageRecord,
  lineageOf,
  nextRecord,
  renewalOf,
} from '../../core/store/records/lineage-record.js';
import type { CertificateStore } from '../../core/store/store.js';

/** What outlives a process: opened again, it is the same. */
export interface MemoryData {
  readonly lineages: Map<string, { record: LineageRecord; privkey: string }>;
  readonly versions: Map<string, number>;
  readonly accounts: Map<string, AccountRow>;
  readonly journal: Map<string, JournalEntry>;
  readonly state: Map<string, unknown>;
  readonly facts: Map<string, Map<string, unknown>>;
  readonly leases: Map<Resource, Holder>;
  readonly artifacts: ArtifactRequest[];
  readonly due: { id: number; readonly entries: Map<string, DueEntry> };
}

export function emptyMemory(): MemoryData {
  return {
    lineages: new Map(),
    versions: new Map(),
    accounts: new Map(),
    journal: new Map(),
    state: new Map(),
    facts: new Map(),
    leases: new Map(),
    artifacts: [],
    due: { id: 0, entries: new Map() },
  };
}

/** A store without a disk, for what has to be fast and leaves nothing behind. */
export function openMemoryStore(data: MemoryData = emptyMemory()): CertificateStore {
  const layout = createLayout('/etc/letsencrypt');
  const journal = journalIn({
    values: async () => new Map(data.journal),
    set: async (id, entry) => void data.journal.set(id, copy(entry)),
    delete: async (id) => void data.journal.delete(id),
  });
  const state: CertificateStore['state'] = {
    read: async (key, parse) => (data.state.has(key) ? parse(copy(data.state.get(key))) : undefined),
    write: async (key, value) => void data.state.set(key, copy(value)),
    async update(key, parse, change) {
      const after = change(data.state.has(key) ? parse(copy(data.state.get(key))) : undefined);
      data.state.set(key, copy(after));
      return after;
    },
    remove: async (key) => void data.state.delete(key),
    list: async (prefix = '') => [...data.state.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };

  function checkName(name: string): void {
    const problem = lineageNameProblem(name);
    if (problem !== undefined) throw new Failure('STORE', `the certificate name ${name} is refused: ${problem}`);
  }

  const lineage = (record: LineageRecord) => lineageOf(record, factsOf(record), renewalOf(record));
  const everything = () =>
    JSON.stringify([[...data.lineages], [...data.facts].map(([kind, facts]) => [kind, [...facts]])]);
  const nothing = async () => ({ finished: [], undone: [], deleted: [], failed: [] });

  return {
    lineages: async ({ names = [...data.lineages.keys()] } = {}) =>
      [...new Set(names)].sort().flatMap((name) => {
        const kept = data.lineages.get(name);
        return kept === undefined ? [] : [lineage(kept.record)];
      }),
    async read(name) {
      const kept = data.lineages.get(name);
      return kept === undefined ? undefined : lineage(kept.record);
    },
    async material(name) {
      const kept = data.lineages.get(name);
      if (kept === undefined) throw new Failure('LINEAGE', `there is no certificate named ${name}`);
      return { cert: kept.record.cert, chain: kept.record.chain, privkey: kept.privkey };
    },
    async save(request) {
      checkName(request.name);
      const version = request.version ?? (data.versions.get(request.name) ?? 0) + 1;
      const { record, privkey } = nextRecord({ ...request, version }, data.lineages.get(request.name)?.record);
      data.lineages.set(record.name, { record, privkey });
      data.versions.set(record.name, record.version);
      for (const plugin of request.owes ?? [])
        await journal.add({ kind: 'owed-step', certificate: record.name, version: record.version, plugin });
      for (const id of request.settles ?? []) data.journal.delete(id);
      return record.version;
    },
    async remove(name) {
      checkName(name);
      data.lineages.delete(name);
      data.versions.delete(name);
      for (const step of await journal.list('owed-step')) if (step.certificate === name) await journal.remove(step.id);
    },
    async adopt(name) {
      const kept = data.lineages.get(name);
      if (kept === undefined) throw new Failure('LINEAGE', `there is no certificate named ${name}`);
      const record = adopted(kept.record);
      if (record !== undefined) data.lineages.set(name, { ...kept, record });
      return record !== undefined;
    },
    accounts: accountsIn({
      list: async (serverPath) =>
        [...data.accounts.values()].filter((row) => serverPath === undefined || row.serverPath === serverPath),
      async update(serverPath, id, change) {
        const row = change(data.accounts.get(`${serverPath} ${id}`));
        data.accounts.set(`${serverPath} ${id}`, row);
        return row;
      },
    }),
    journal,
    state,
    facts: (name, parse) => factsOfKind(data.facts, name, parse),
    async lease(resource, { command, signal, wait = 0 }) {
      const end = Date.now() + wait;
      signal?.throwIfAborted();
      for (let holder = data.leases.get(resource); holder !== undefined; holder = data.leases.get(resource)) {
        if (Date.now() >= end) throw new Failure('LOCKED', `in use by "${holder.command}"`);
        await setTimeout(5, undefined, { ...(signal !== undefined && { signal }) });
      }
      data.leases.set(resource, { command, host: 'here', pid: process.pid, since: new Date().toISOString() });
      return { lost: new AbortController().signal, release: async () => void data.leases.delete(resource) };
    },
    holder: async () => data.leases.get('directory'),
    rest() {},
    close: async () => {},
    recover: nothing,
    settle: nothing,
    changes: {
      since: async (mark) => (mark === everything() ? new Set() : undefined),
      async observe() {
        const seen = everything();
        return { isSettled: true, keep: async () => seen };
      },
    },
    due: dueIn(data),
    publication: {
      directory: layout.root,
      paths: (name) => publishedPaths(layout, name),
      wants: () => true,
      steps: journal,
      state,
      writeArtifact: async (request) => void data.artifacts.push(request),
      mark: async () => {},
      access: () => '',
      differences: async () => ({ behind: [], gone: [] }),
      lease: async () => ({ lost: new AbortController().signal, release: async () => {} }),
      publish: async () => 'already',
      withdraw: async () => {},
    },
  };
}

function dueIn({ due }: MemoryData): DueIndex {
  const isThis = (id: string) => id === `${due.id}`;
  function put(entries: readonly DueEntry[]): string {
    for (const entry of entries) due.entries.set(entry.name, entry);
    due.id += 1;
    return `${due.id}`;
  }
  const ordered = (key: 'dueAt' | 'wakeAt') =>
    [...due.entries.values()]
      .filter((entry) => entry[key] !== undefined)
      .sort((left, right) => (left[key] ?? 0) - (right[key] ?? 0));
  return {
    async replace(entries) {
      due.entries.clear();
      return put(entries);
    },
    update: async (id, entries) => (isThis(id) ? put(entries) : undefined),
    async due(id, now, most) {
      if (!isThis(id)) return undefined;
      const names = ordered('dueAt').flatMap(({ name, dueAt = now }) => (dueAt <= now ? [name] : []));
      return names.slice(0, most);
    },
    next: async (id, most) => (isThis(id) ? ordered('wakeAt').slice(0, most) : undefined),
  };
}

/** As what is kept elsewhere comes back: another object, without what JSON has no words for. */
function copy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}

function factsOfKind<V>(kinds: MemoryData['facts'], name: string, parse: (value: unknown) => V | undefined): Facts<V> {
  const kept = kinds.get(name) ?? new Map<string, unknown>();
  kinds.set(name, kept);

  function all(): Map<string, V> {
    const parsed = new Map<string, V>();
    for (const [key, value] of kept) {
      const known = parse(copy(value));
      if (known !== undefined) parsed.set(key, known);
    }
    return parsed;
  }

  function put(changes: Changes<V>): void {
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) kept.delete(key);
      else kept.set(key, copy(value));
    }
  }

  return {
    all: async (keys) => (keys === undefined ? all() : chosenOf(all(), keys)),
    get: async (key) => all().get(key),
    async update(key, change) {
      const after = change(all().get(key));
      put({ [key]: after });
      return after;
    },
    change: async (change) => put(change(all())),
  };
}
