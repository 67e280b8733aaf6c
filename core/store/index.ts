export { appendDurably } from '../disk/append-durably.js';
export { writeFileAtomic } from '../disk/atomic-write.js';
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
export type { Lock } from '../lock/acquire-lock.js';
export { type KeyType, parseCertificates, readKeyType } from '../x509/certificate-facts.js';
export type { StoredAccount } from './certbot/account-files.js';
export type { RenewalParameters } from './certbot/renewal-conf.js';
export { recordedKeyType } from './certbot/renewal-key.js';
export type { Changes, Facts } from './facts/facts.js';
export { type Journal, type Journaled, journalIn, parseJournalEntry } from './facts/journal.js';
export type { OrderEntry, TxtRecordEntry } from './facts/journal-entries.js';
export type { StateStore } from './facts/state-file.js';
export { createFileStore, type FileStore } from './file-store.js';
export type { FourPaths } from './layout.js';
export { createLayout, lineageNameProblem } from './layout.js';
export type { Holder, Lease } from './lease.js';
export { type GoodLineage, isGoodLineage, type Lineage, lineageProblem } from './lineages/lineage.js';
export type { Publication } from './publication.js';
export type { Instance, SharedStore } from './shared-store.js';
export type { CertificateStore } from './store.js';
