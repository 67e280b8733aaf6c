/** When a certificate is to be looked at again, as long as nothing changes about it. All moments are milliseconds since the epoch. */
export interface DueEntry {
  readonly name: string;
  /** Undefined: never by itself. */
  readonly dueAt: number | undefined;
  /** When a pass is needed for it; undefined: none is. */
  readonly wakeAt: number | undefined;
  /** Of the certificate whose renewal that is for; undefined: it is needed at just this moment. */
  readonly lifetimeMs: number | undefined;
}

/**
 * The moments of all certificates, so that a pass looks at those alone that are due. It is known by an id, which each change makes another one: what was kept
 * with an id is found again as it was, or not at all. To be changed by the holder of the lease only. Losing it costs a look at all of them.
 */
export interface DueIndex {
  /** Puts these in the place of all that there is. @returns the id */
  replace(entries: readonly DueEntry[]): Promise<string>;
  /** Puts in these, each in the place of what there is of its name. @returns the new id; undefined where the index is another one */
  update(id: string, entries: readonly DueEntry[]): Promise<string | undefined>;
  /** The names that are due, earliest first, and no more than so many; undefined where the index is another one. */
  due(id: string, now: number, most: number): Promise<readonly string[] | undefined>;
  /** Those that a pass is needed for first; undefined where the index is another one. */
  next(id: string, most: number): Promise<readonly DueEntry[] | undefined>;
}
