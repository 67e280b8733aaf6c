import type { RecordFilter, Zone } from './record.js';

/** All values of one name and type. */
export interface RecordSet {
  readonly type: string;
  /** Relative to the zone; `@` is the apex. */
  readonly name: string;
  /** In seconds. */
  readonly ttl?: number | undefined;
  /** In the form of `RecordDraft.content`; a priority stands in front. */
  readonly values: readonly string[];
}

/** A set as it shall become. */
export interface NewRecordSet extends RecordSet {
  readonly ttl: number;
}

/** A set as it shall become, and as it stood; undefined: there was none. */
export interface SetWrite<S extends RecordSet> {
  readonly set: NewRecordSet;
  readonly before: S | undefined;
}

/**
 * An API that reads and writes whole record sets. `S` is what it lists: sets, with whatever else their writing needs
 * (an id, a tag, fields to be kept), which comes back as it was listed.
 */
export interface RecordSetApi<Z extends Zone, S extends RecordSet = RecordSet> {
  findZone(name: string): Promise<Z | undefined>;
  /** Sets of the zone; may return more than the filter asks for. */
  listSets(zone: Z, filter: RecordFilter): Promise<readonly S[]>;
  /** Replaces a set. `before` is what stood there; undefined: nothing did. */
  writeSet(zone: Z, set: NewRecordSet, before: S | undefined): Promise<void>;
  deleteSet(zone: Z, set: S): Promise<void>;
  /**
   * Writes several sets in one request, for APIs that can; a set without values goes. Then the sets of a change are
   * also read at once, by type alone.
   */
  writeSets?(zone: Z, writes: readonly SetWrite<S>[]): Promise<void>;
  awaitLive?(zone: Z): Promise<void>;
  /** An update that leads to another name or type removes the old value before it adds the new one, not after it. */
  readonly removesFirst?: boolean;
}
