import { join } from 'node:path';
import { nameRoot } from '../disk/in-parent.js';
import type { Parser } from '../disk/parse-json.js';
import { acquireLock, type LockRequest } from '../lock/acquire-lock.js';
import { readLockHolder } from '../lock/holder.js';
import type { Logger } from '../sdk/logger.js';
import { createAccountStore } from './certbot/accounts.js';
import { createDurableMap } from './facts/durable-map.js';
import { createJournal } from './facts/journal.js';
import { createStateStore } from './facts/state-file.js';
import { createLayout } from './layout.js';
import { adoptLineage } from './lineages/adopt-lineage.js';
import { deleteLineage } from './lineages/delete-lineage.js';
import { createLineageReader } from './lineages/read-lineages.js';
import { recover, settleJournal } from './lineages/recover.js';
import { type SaveRequest, saveVersion } from './lineages/save-lineage.js';
import { type ArtifactRequest, writeLineageArtifact } from './lineages/write-artifact.js';

export { appendDurably } from '../disk/append-durably.js';
export { ensureDirectory, replaceSymlinkAtomic, writeFileAtomic } from '../disk/atomic-write.js';
export {
  asInteger,
  asMoment,
  asObject,
  asString,
  asStrings,
  isMoment,
  type JsonObject,
  type Parser,
} from '../disk/parse-json.js';
export { readPemFile } from '../disk/read-file.js';
export { removeFile } from '../disk/remove.js';
export { effect, effectCount } from '../effects/index.js';
export type { Lock, LockRequest } from '../lock/acquire-lock.js';
export { defaultHeartbeat, type HeartbeatTimes } from '../lock/liveness.js';
export {
  type CertificateFacts,
  type KeyType,
  parseCertificates,
  readCertificateFacts,
  readKeyType,
} from '../x509/certificate-facts.js';
export type { StoredAccount } from './certbot/account-files.js';
export type { AccountDraft, AccountStore } from './certbot/accounts.js';
export { serverPathOf } from './certbot/accounts.js';
export type { RenewalFacts, RenewalParameters } from './certbot/renewal-conf.js';
export { recordedKeyType } from './certbot/renewal-key.js';
export type { DurableMap } from './facts/durable-map.js';
export type { Journal, Journaled } from './facts/journal.js';
export type {
  JournalEntry,
  JournalKind,
  OrderEntry,
  OwedStepEntry,
  TxtRecordEntry,
} from './facts/journal-entries.js';
export type { StateStore } from './facts/state-file.js';
export type { FileKind, FourPaths, Layout } from './layout.js';
export { createLayout, lineageNameProblem } from './layout.js';
export type { LineagePem } from './lineages/archive-files.js';
export { type GoodLineage, type Health, isGoodLineage, type Lineage, lineageProblem } from './lineages/lineage.js';
export type { ListOptions } from './lineages/read-lineages.js';
export type { RecoveryReport } from './lineages/recover.js';
export type { SaveRequest } from './lineages/save-lineage.js';
export type { ArtifactRequest } from './lineages/write-artifact.js';

export interface LineageStoreOptions {
  readonly configDir: string;
  readonly log: Logger;
  /** Whether the directory lies in a configuration directory, so that links on the way to it are nobody's to trust. */
  readonly isInside?: boolean;
}

/**
 * All that this program keeps on disk. Reading is safe beside any other process; whatever writes lineages,
 * accounts or the journal wants `acquireLock` first, then `recover`, once.
 */
export function createLineageStore({ configDir, log, isInside = false }: LineageStoreOptions) {
  const layout = createLayout(configDir);
  if (!isInside) nameRoot(layout.root);
  const journal = createJournal(layout.journal, log);
  const { list, read, mark } = createLineageReader(layout, log);
  return {
    layout,
    journal,
    state: createStateStore(layout.state, log),
    /** Opens a file of many facts beside the state files; once for each name. */
    openMap: <V>(name: string, parse: Parser<V>) =>
      createDurableMap({ path: join(layout.state, `${name}.jsonl`), parse, log }),
    accounts: createAccountStore(layout.accounts, log),
    list,
    read,
    mark,
    saveVersion: (request: SaveRequest) => saveVersion(layout, journal, request, log),
    adopt: (name: string) => adoptLineage(layout, name),
    deleteLineage: (name: string) => deleteLineage(layout, journal, name),
    writeArtifact: (request: ArtifactRequest) => writeLineageArtifact(layout, request),
    recover: (signal?: AbortSignal) => recover(layout, journal, log, signal),
    settleJournal: (signal?: AbortSignal) => settleJournal(layout, journal, log, signal),
    /** Who has it alone serves doors, and writes what they keep; held beside the lock of the directory. */
    acquireDoorsLock: (request: Omit<LockRequest, 'directory' | 'log'>) =>
      acquireLock({ ...request, directory: layout.doorsLock, log }),
    acquireLock: (request: Omit<LockRequest, 'directory' | 'log'>) =>
      acquireLock({ ...request, directory: layout.lock, log }),
    /** Who works on the directory now; see `readLockHolder`. */
    lockHolder: (now: number) => readLockHolder(layout.lock, now),
  };
}

export type LineageStore = ReturnType<typeof createLineageStore>;
