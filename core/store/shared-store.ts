import type { Holder } from './lease.js';
import type { Lineage } from './lineages/lineage.js';
import type { WholeRecord } from './records/lineage-record.js';

/** An instance that was not heard of for so long counts as away: each tells of itself every minute. */
export const silentSeconds = 180;

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

/** Calls of instances to the one that has the lease of `doors`, and its answers; sealed on their way. */
export interface DoorCalls {
  /**
   * Resolves with the answer. Where who took the call ends before it has answered, the next one is asked the same thing.
   * @param limit milliseconds that are waited for it
   * @throws Failure STORE, TIMEOUT where nobody answered in time, ABORTED
   */
  ask(call: string, limit: { readonly ms: number; readonly signal: AbortSignal }): Promise<string>;
  /**
   * Answers what all ask, for the holder of the lease of `doors`, until stopped or the lease is lost. An answer that comes
   * after that is refused by the store.
   * @param answer is told how long somebody waits for it, in milliseconds; where it rejects, the next holder is asked
   */
  serve(answer: (call: string, ms: number) => Promise<string>): () => void;
}

/** What only a store has that several instances work on. */
export interface SharedStore {
  /**
   * Calls when something changes, until closed: `lineage NAME`, `lease NAME`, `door …`, or `anything` where it was not listened
   * for a while. A net, not a promise: look now and then.
   * @param onChange is told whether this process itself has changed it
   */
  listen(onChange: (what: string, isOwn: boolean) => void): () => void;
  readonly calls: DoorCalls;
  /** Marks a text with the key of the store: whoever has not got it cannot. */
  stamp(text: string): Buffer;
  isStamped(text: string, stamp: Buffer): boolean;
  /** What tells the present version of each lineage from any other, by name: cheap, for who compares it with what it has seen. */
  versions(signal?: AbortSignal): Promise<ReadonlyMap<string, string>>;
  /** Tells the store that this instance is there. */
  announce(self: Pick<Instance, 'version' | 'configuration'>): Promise<void>;
  instances(): Promise<readonly Instance[]>;
  /** The same, summed up by the store: for who asks often, however many lineages there are. */
  glance(): Promise<readonly InstanceGlance[]>;
  /**
   * Forgets the instances of a host, or the one in a directory of it, and what they had; returns how many there were. By
   * themselves they are forgotten after 30 days. @throws Failure CONFIG where one of them is at work
   */
  forget(host: string, directory?: string): Promise<number>;
  /** Puts a lineage from elsewhere in as it is: number, renewal configuration and all. For the holder of the lease. */
  importLineage(record: WholeRecord): Promise<void>;
  /** The lineage with all that belongs to it; undefined where there is none. */
  whole(name: string): Promise<WholeRecord | undefined>;
  /** Who does the passes now. */
  leader(): Promise<Holder | undefined>;
  /**
   * Takes into the store those of the wanted lineages that are in the configuration directory of this host and have not
   * come from the store, with the accounts beside them. For the holder of the lease.
   * @param present the lineages of the store
   * @returns whether the store has others now
   */
  adoptDirectory(wanted: ReadonlySet<string>, present: readonly Lineage[], signal: AbortSignal): Promise<boolean>;
  /** Where it is, for people: without a password. */
  readonly place: string;
}
