import { createPrivateKey } from 'node:crypto';
import { asObject } from '../disk/parse-json.js';
import { readPemFile, readTextIfPresent } from '../disk/read-file.js';
import { Failure } from '../sdk/failure.js';
import type { FileStore } from './file-store.js';
import { isGoodFileLineage, lineageProblem } from './lineages/lineage.js';
import { moveKey } from './move-mark.js';
import { publishedIn, requestFor } from './postgres/host-publication.js';
import { factsOf, type WholeRecord } from './records/lineage-record.js';
import type { CertificateStore } from './store.js';

/** Kinds of facts that are worth their way. */
const factKinds = ['certificates', 'rate-limits', 'rate-limit-blocks'] as const;

/** What the doors keep, and the journal of theirs: clients go on with their accounts and orders. */
const doorKinds = ['door-accounts', 'door-orders', 'door-certificates', 'door-records', 'door-acme-dns'] as const;

/** One side of a move: a directory, or a store that several instances share. */
export interface Side {
  readonly store: CertificateStore;
  readonly whole: (name: string) => Promise<WholeRecord | undefined>;
  readonly put: (record: WholeRecord) => Promise<void>;
}

export interface MoveReport {
  readonly moved: readonly string[];
  /** There already, the same. */
  readonly same: readonly string[];
  /** Left behind, with the reason. */
  readonly left: readonly { readonly name: string; readonly reason: string }[];
}

/** A directory as a side of a move. */
export function directorySide(store: FileStore): Side {
  return {
    store,
    async whole(name) {
      const lineage = await store.read(name);
      if (lineage === undefined) return undefined;
      if (!isGoodFileLineage(lineage)) {
        throw new Failure('LINEAGE', `${name} is damaged: ${lineageProblem(lineage)}`, { place: name });
      }
      const { cert, chain, privkey } = lineage.archivePaths;
      const renewal = await readTextIfPresent(store.layout.renewalConf(name));
      if (renewal === undefined) return undefined;
      const [certText, chainText, keyText] = [
        await readPemFile(cert),
        await readPemFile(chain),
        await readPemFile(privkey),
      ];
      return { name, version: lineage.version, cert: certText, chain: chainText, renewal, privkey: keyText };
    },
    async put(record) {
      await store.save(requestFor(record));
    },
  };
}

/** A store that several instances share. @throws Failure INTERNAL for one that is not */
export function sharedSide(store: CertificateStore): Side {
  const { shared } = store;
  if (shared === undefined) throw new Failure('INTERNAL', 'this store is not shared');
  return { store, whole: shared.whole, put: shared.importLineage };
}

/** What was moved from here is published here from now on: once it is gone from the store, it goes here, too. */
export async function markPublished(local: FileStore, { moved, same }: MoveReport): Promise<void> {
  const versions = new Map((await local.lineages()).map(({ name, version }) => [name, version]));
  await publishedIn(local).change(() =>
    Object.fromEntries([...moved, ...same].map((name) => [name, versions.get(name)])),
  );
}

export interface MoveOptions {
  /** Called before each certificate. */
  readonly onStep?: () => Promise<void>;
  /** Certificates beside which others stay; left out, all go. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Moves accounts, certificates, the journal and what is remembered, one after the other; run again, it goes on. Nothing
 * is removed where it came from, and nothing that differs is overwritten. For the holder of both leases, of `directory` and
 * of `doors`.
 */
export async function moveStore(
  from: Side,
  to: Side,
  signal: AbortSignal,
  { onStep = async () => {}, only }: MoveOptions = {},
): Promise<MoveReport> {
  const [moved, same, left] = [[] as string[], [] as string[], [] as { name: string; reason: string }[]];
  for (const { serverPath, privateKey, accountUrl, contact } of await from.store.accounts.list()) {
    signal.throwIfAborted();
    const draft = { server: `https://${serverPath}`, privateKey };
    await to.store.accounts.save({
      ...draft,
      ...(accountUrl !== undefined && { accountUrl }),
      ...(contact !== undefined && { contact }),
    });
  }
  for (const { name } of await from.store.lineages({ signal })) {
    if (only?.has(name) === false) continue;
    signal.throwIfAborted();
    await onStep();
    try {
      const record = await from.whole(name);
      if (record === undefined) throw new Failure('LINEAGE', 'it has no renewal configuration');
      const present = await to.whole(name);
      if (present === undefined || present.version < record.version) {
        await to.put(record);
        moved.push(name);
      } else if (isSame(present, record)) same.push(name);
      else throw new Failure('LINEAGE', `there is another one with the version ${present.version}`);
    } catch (error) {
      if (!(error instanceof Error) || signal.aborted) throw error;
      left.push({ name, reason: error.message });
    }
  }
  await moveJournal(from.store, to.store);
  await moveFacts(from.store, to.store);
  return { moved, same, left };
}

/** Whether the doors keep anything there: moving that wants their lease, too. */
export async function hasDoorFacts({ store }: Side): Promise<boolean> {
  for (const kind of doorKinds) {
    if ((await store.facts<unknown>(kind, (value) => value ?? undefined).all()).size > 0) return true;
  }
  return false;
}

/** Orders and records in the DNS have one place only: they go. */
async function moveJournal(from: CertificateStore, to: CertificateStore): Promise<void> {
  for (const kind of ['order', 'txt-record'] as const) {
    for (const { id, ...entry } of await from.journal.list(kind)) {
      await to.journal.update(id, entry);
      await from.journal.remove(id);
    }
  }
}

async function moveFacts(from: CertificateStore, to: CertificateStore): Promise<void> {
  const anything = (value: unknown) => value ?? undefined;
  for (const kind of [...factKinds, ...doorKinds]) {
    const all = await from.facts<unknown>(kind, anything).all();
    if (all.size === 0) continue;
    await to
      .facts<unknown>(kind, anything)
      .change((present) => Object.fromEntries([...all].filter(([key]) => !present.has(key))));
  }
  for (const key of await from.state.list()) {
    if (key === moveKey) continue;
    const value = await from.state.read(key, (found) => asObject(found));
    if (value !== undefined)
      await to.state.update(
        key,
        (found) => asObject(found),
        (before) => before ?? value,
      );
  }
}

/** What differs between two stores, a line each; nothing where they hold the same. */
export async function compareStores(one: Side, other: Side): Promise<readonly string[]> {
  const differences: string[] = [];
  const names = new Set([...(await one.store.lineages()), ...(await other.store.lineages())].map(({ name }) => name));
  for (const name of [...names].sort()) {
    const [left, right] = [await one.whole(name), await other.whole(name)];
    if (left === undefined || right === undefined)
      differences.push(`${name}: only in the ${left === undefined ? 'second' : 'first'}`);
    else if (!isSame(left, right))
      differences.push(`${name}: version ${left.version} and version ${right.version} differ`);
  }
  const ids = async ({ store }: Side) =>
    new Set((await store.accounts.list()).map(({ serverPath, id }) => `${serverPath} ${id}`));
  const [accounts, others] = [await ids(one), await ids(other)];
  for (const id of accounts) if (!others.has(id)) differences.push(`account ${id}: only in the first`);
  for (const id of others) if (!accounts.has(id)) differences.push(`account ${id}: only in the second`);
  return differences;
}

function isSame(left: WholeRecord, right: WholeRecord): boolean {
  if (left.version !== right.version || factsOf(left).fingerprint !== factsOf(right).fingerprint) return false;
  return createPrivateKey(left.privkey).equals(createPrivateKey(right.privkey));
}
