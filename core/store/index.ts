import { join } from 'node:path';
import type { Logger } from '../sdk/logger.js';
import { createAccountStore } from './accounts.js';
import { adoptLineage } from './adopt-lineage.js';
import { deleteLineage } from './delete-lineage.js';
import { createDurableMap } from './durable-map.js';
import { nameRoot } from './in-parent.js';
import { createJournal } from './journal.js';
import { createLayout } from './layout.js';
import { acquireLock, type LockRequest } from './lock.js';
import { readLockHolder } from './lock-holder.js';
import type { Parser } from './parse-json.js';
import { createLineageReader } from './read-lineages.js';
import { recover, settleJournal } from './recover.js';
import { type SaveRequest, saveVersion } from './save-lineage.js';
import { createStateStore } from './state-file.js';
import { type ArtifactRequest, writeLineageArtifact } from './write-artifact.js';

export { effect, effectCount } from '../effects/index.js';
export type { StoredAccount } from './account-files.js';
export type { AccountDraft, AccountStore } from './accounts.js';
export { serverPathOf } from './accounts.js';
export { appendDurably } from './append-durably.js';
export type { LineagePem } from './archive-files.js';
export { ensureDirectory, replaceSymlinkAtomic, writeFileAtomic } from './atomic-write.js';
export {
  type CertificateFacts,
  type KeyType,
  parseCertificates,
  readCertificateFacts,
  readKeyType,
} from './certificate-facts.js';
export type { DurableMap } from './durable-map.js';
export type { Journal, Journaled } from './journal.js';
export type {
  JournalEntry,
  JournalKind,
  OrderEntry,
  OwedStepEntry,
  TxtRecordEntry,
} from './journal-entries.js';
export type { FileKind, FourPaths, Layout } from './layout.js';
export { createLayout, lineageNameProblem } from './layout.js';
export { type GoodLineage, type Health, isGoodLineage, type Lineage, lineageProblem } from './lineage.js';
export type { Lock, LockRequest } from './lock.js';
export { defaultHeartbeat, type HeartbeatTimes } from './lock-liveness.js';
export {
  asInteger,
  asMoment,
  asObject,
  asString,
  asStrings,
  isMoment,
  type JsonObject,
  type Parser,
} from './parse-json.js';
export { readPemFile } from './read-file.js';
export type { ListOptions } from './read-lineages.js';
export type { RecoveryReport } from './recover.js';
export { removeFile } from './remove.js';
export type { RenewalFacts, RenewalParameters } from './renewal-conf.js';
export { recordedKeyType } from './renewal-key.js';
export type { SaveRequest } from './save-lineage.js';
export type { StateStore } from './state-file.js';
export type { ArtifactRequest } from './write-artifact.js';

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
    acquireLock: (request: Omit<LockRequest, 'directory' | 'log'>) =>
      acquireLock({ ...request, directory: layout.lock, log }),
    /** Who works on the directory now; see `readLockHolder`. */
    lockHolder: (now: number) => readLockHolder(layout.lock, now),
  };
}

export type LineageStore = ReturnType<typeof createLineageStore>;
