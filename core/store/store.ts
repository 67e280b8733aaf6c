import type { Parser } from '../disk/parse-json.js';
import type { AccountStore } from './certbot/accounts.js';
import type { StoreChanges } from './changes.js';
import type { DueIndex } from './due-index.js';
import type { Facts } from './facts/facts.js';
import type { Journal } from './facts/journal.js';
import type { StateStore } from './facts/state-file.js';
import type { Holder, Lease, LeaseRequest, Resource } from './lease.js';
import type { Lineage } from './lineages/lineage.js';
import type { SaveRequest } from './lineages/save-request.js';
import type { Publication } from './publication.js';
import type { SharedStore } from './shared-store.js';

/** PEM texts of the version of a lineage that is in force. The key is never to be logged. */
export interface Material {
  readonly cert: string;
  /** Without the certificate itself; empty where the CA sends none. */
  readonly chain: string;
  /** PKCS#8. */
  readonly privkey: string;
}

export interface LineagesOptions {
  readonly signal?: AbortSignal;
  /** Write what makes the next look cheaper. Only the holder of the lease should; `plan` and `status` touch nothing. */
  readonly updateCache?: boolean;
  /** These alone, each looked at in full; those that there are not are left out. */
  readonly names?: readonly string[];
}

/** What there is to know of a store for those who only look at it. */
export type ReadableStore = Pick<
  CertificateStore,
  'lineages' | 'read' | 'journal' | 'state' | 'accounts' | 'facts' | 'holder' | 'close'
> & { readonly publication: Pick<Publication, 'state' | 'steps'> };

/** What a start found to do. */
export interface RecoveryReport {
  readonly finished: readonly string[];
  readonly undone: readonly string[];
  readonly deleted: readonly string[];
  /** Lineages whose interrupted work could not be brought to an end; it stays in the journal. */
  readonly failed: readonly string[];
}

/**
 * All that this program keeps: certificates with their keys, accounts, what is under way and what is remembered. It
 * speaks of certificates, not of files; where services read them is the {@link Publication}. Reading is safe beside any
 * other process. Whatever writes wants the lease of `directory` first, then `recover`, once. Every store goes through
 * the same conformance suite. All methods throw Failure STORE where what is kept cannot be reached, and LOCKED where
 * a write comes after the lease was lost.
 */
export interface CertificateStore {
  /** Lineages by name, damaged ones among them, with the reason: all of them unless told. */
  lineages(options?: LineagesOptions): Promise<readonly Lineage[]>;
  /** One lineage, looked at in full; undefined where there is none of that name. */
  read(name: string): Promise<Lineage | undefined>;
  /** The texts of the version in force. @throws Failure LINEAGE where there is no such lineage, or a damaged one */
  material(name: string): Promise<Material>;
  /**
   * Saves a new version and returns its N. After a kill at any instant there is the old version or the new one, whole.
   * @throws Failure INTERNAL where certificate, chain and key do not belong together: nothing is written then
   */
  save(request: SaveRequest): Promise<number>;
  /** Forgets a lineage with all its versions; one that is gone already is fine. Revoking is the caller's affair. */
  remove(name: string): Promise<void>;
  /** Records that a lineage of certbot's or the seed image's is this program's from now on. True where it was not before. */
  adopt(name: string): Promise<boolean>;
  readonly accounts: AccountStore;
  readonly journal: Journal;
  /** Small facts that outlive a restart, one value for each key. */
  readonly state: StateStore;
  /** Many facts of one kind, by name; once for each name. */
  facts<V>(name: string, parse: Parser<V>): Facts<V>;
  /** @throws Failure LOCKED naming the holder, ABORTED */
  lease(resource: Resource, request: LeaseRequest): Promise<Lease>;
  /** Who has the lease of `directory` now. For people and for health, never to decide on taking it. */
  holder(now: number): Promise<Holder | undefined>;
  /** Brings to an end what an earlier run left half done; worth a call once after taking the lease. */
  recover(signal?: AbortSignal): Promise<RecoveryReport>;
  /** The same for what may have been interrupted since; cheap, worth a call before every pass. */
  settle(signal?: AbortSignal): Promise<RecoveryReport>;
  readonly changes: StoreChanges;
  readonly due: DueIndex;
  /** Where services of this host read the certificates. */
  readonly publication: Publication;
  /** Nothing is wanted of it for a while: gives up what it has in memory and can read again. */
  rest(): void;
  /** What only a store has that several instances share. */
  readonly shared?: SharedStore;
  /** Closes what holds sockets. Nothing is of any use afterwards. */
  close(): Promise<void>;
}
