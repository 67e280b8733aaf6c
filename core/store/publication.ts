import type { Journal } from './facts/journal.js';
import type { StateStore } from './facts/state-file.js';
import type { Lease, LeaseRequest } from './lease.js';
import type { Lineage } from './lineages/lineage.js';
import type { ArtifactRequest } from './lineages/write-artifact.js';

/** Where the files of a certificate are, absolute: certbot's layout. */
export interface PublishedPaths {
  readonly configDir: string;
  /** `live/<name>`, `archive/<name>`. */
  readonly live: string;
  readonly archive: string;
  readonly cert: string;
  readonly chain: string;
  readonly fullchain: string;
  readonly privateKey: string;
}

/** Names of lineages. */
export interface PublicationDifferences {
  /** The store has another version than this host. */
  readonly behind: readonly string[];
  /** Published here once, and no longer in the store or no longer wanted; with what is left of them. */
  readonly gone: readonly Lineage[];
}

/** What a certificate became on this host. */
export type Published = 'already' | 'written' | 'elsewhere';

/**
 * The lineages of a store as files of this host: all that post-issue steps see of it, and what they still owe here.
 * Where the store is the configuration directory itself, it is its own publication.
 */
export interface Publication {
  /** The configuration directory, absolute. */
  readonly directory: string;
  paths(name: string): PublishedPaths;
  /** Whether this host has files of a lineage at all. */
  wants(name: string): boolean;
  /** Steps that are owed on this host, as entries of kind `owed-step`. */
  readonly steps: Pick<Journal, 'add' | 'list' | 'remove'>;
  /** Small facts about this host alone: what its page and its health show. */
  readonly state: StateStore;
  /** Writes a file that is made from a version beside it, and points links to it. @throws Failure STORE */
  writeArtifact(request: ArtifactRequest): Promise<void>;
  /** Notes something about lineages as they are now; gone as soon as one of their files changes. */
  mark(names: readonly string[], text: string): Promise<void>;
  /** Mode and owner of what all certificates share: where they are wrong a start has to see to it. */
  access(): string;
  /**
   * Makes the files of a lineage those of the store's version; `elsewhere` where this host does not want it.
   * @param owes plugins that must run here for that version, remembered in the same crash-safe step
   */
  publish(name: string, owes: readonly string[]): Promise<Published>;
  /**
   * Which files of this host are not those of the store: cheap where nothing is.
   * @param only names of the lineages that alone are compared; left out, all are, and `lineages` has to hold all that there are
   */
  differences(lineages: readonly Lineage[], only?: readonly string[]): Promise<PublicationDifferences>;
  /** Under it files are published by one process at a time; the lease of a store's `directory` includes it. @throws Failure LOCKED */
  lease(request: LeaseRequest): Promise<Lease>;
  /** Removes the files of a lineage that is gone from the store, with the steps that it owes. */
  withdraw(name: string): Promise<void>;
}
