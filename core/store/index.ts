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
export type { Changes, Facts } from './facts/facts.js';
export { type Journal, type Journaled, journalIn, parseJournalEntry } from './facts/journal.js';
export type {
  JournalEntry,
  JournalKind,
  OrderEntry,
  OwedStepEntry,
  TxtRecordEntry,
} from './facts/journal-entries.js';
export type { StateStore } from './facts/state-file.js';
export { createFileStore, type FileStore, type FileStoreOptions } from './file-store.js';
export type { FileKind, FourPaths, Layout } from './layout.js';
export { createLayout, lineageNameProblem } from './layout.js';
export type { Holder, Lease, LeaseRequest, Resource } from './lease.js';
export type { LineagePem } from './lineages/archive-files.js';
export { type GoodLineage, type Health, isGoodLineage, type Lineage, lineageProblem } from './lineages/lineage.js';
export type { SaveRequest } from './lineages/save-request.js';
export type { ArtifactRequest } from './lineages/write-artifact.js';
export type { Publication, Published, PublishedPaths } from './publication.js';
export type { Instance, SharedStore } from './shared-store.js';
export type { CertificateStore, LineagesOptions, Material, RecoveryReport } from './store.js';
