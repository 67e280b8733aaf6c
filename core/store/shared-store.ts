import type { Holder } from './lease.js';
import type { WholeRecord } from './records/lineage-record.js';

/** An instance of this program, as it told of itself. */
export interface Instance {
  readonly host: string;
  readonly directory: string;
  readonly version: string;
  /** Tells one configuration from others; instances that differ do different things when they hold the lease. */
  readonly configuration: string;
  readonly seenAt: Date;
  /** Seconds since, by the clock of the store. */
  readonly silentForSeconds: number;
  /** The versions whose files it has, by name. */
  readonly published: ReadonlyMap<string, number>;
}

/** An instance without its files: only how many of these have a newer version in the store. */
export type InstanceGlance = Omit<Instance, 'published'> & { readonly behind: number };

/** What only a store has that several instances work on. */
export interface SharedStore {
  /**
   * Calls when something changes, until closed: `lineage NAME`, `lease NAME`, or `anything` where it was not listened
   * for a while. A net, not a promise: look now and then.
   */
  listen(onChange: (what: string) => void): () => void;
  /** Tells the store that this instance is there. */
  announce(self: Pick<Instance, 'version' | 'configuration'>): Promise<void>;
  instances(): Promise<readonly Instance[]>;
  /** The same, summed up by the store: for who asks often, however many lineages there are. */
  glance(): Promise<readonly InstanceGlance[]>;
  /** Puts a lineage from elsewhere in as it is: number, renewal configuration and all. For the holder of the lease. */
  importLineage(record: WholeRecord): Promise<void>;
  /** The lineage with all that belongs to it; undefined where there is none. */
  whole(name: string): Promise<WholeRecord | undefined>;
  /** Who does the passes now. */
  leader(): Promise<Holder | undefined>;
  /** Where it is, for people: without a password. */
  readonly place: string;
}
