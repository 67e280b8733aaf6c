import { Failure, isFailure } from '../../sdk/failure.js';
import type { Database, Query } from './database.js';
import { prepareStore } from './prepare.js';
import type { Sealer } from './sealing.js';
import { createWriteLine } from './write-line.js';

/** The lease that a process has: its number is higher than that of whoever had it before. */
export interface Fence {
  readonly resource: string;
  readonly number: string;
  readonly token: string;
  /** Told when the store says that somebody else has it, or nobody. */
  onLost(): void;
}

/** Leases under whose numbers the store is written. */
export type FencedResource = 'directory' | 'doors';

/** A database whose tables and key have been looked at. */
export interface Session {
  read<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /**
   * Under a lease only, that of `directory` unless told: refused once another process has it.
   * @throws Failure LOCKED, STORE
   */
  write<T>(work: (query: Query, fence: Fence) => Promise<T>, under?: FencedResource): Promise<T>;
  /** What needs no lease: leases themselves, and what instances say of themselves. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** The lease that writes carry from now on; undefined: none. */
  carry(resource: FencedResource, fence: Fence | undefined): void;
}

export function createSession(database: Database, sealer: Sealer): Session {
  let preparing: Promise<void> | undefined;
  const held = new Map<FencedResource, Fence>();
  const line = createWriteLine<Fence>(database, assertHeld);

  function prepare(): Promise<void> {
    preparing ??= prepareStore(database, sealer).catch((error: unknown) => {
      preparing = undefined;
      throw error;
    });
    return preparing;
  }

  return {
    async read(work) {
      await prepare();
      return database.read(work);
    },
    async transaction(work) {
      await prepare();
      return database.transaction(work);
    },
    async write(work, under = 'directory') {
      await prepare();
      const fence = held.get(under);
      if (fence === undefined) throw lostLease();
      try {
        return await line.write(fence, (query) => work(query, fence));
      } catch (error) {
        if (isFailure(error, 'LOCKED')) fence.onLost();
        throw error;
      }
    },
    carry(resource, fence) {
      if (fence === undefined) held.delete(resource);
      else held.set(resource, fence);
    },
  };
}

/** The row stays locked until the transaction ends: nobody takes the lease over between this look and the commit. */
async function assertHeld(query: Query, { resource, number, token }: Fence): Promise<void> {
  const rows = await query(
    `SELECT 1 FROM ledns_lease WHERE resource = $1 AND number = $2 AND token = $3 AND expires_at > clock_timestamp() FOR UPDATE`,
    [resource, number, token],
  );
  if (rows.length === 0) throw lostLease();
}

function lostLease(): Failure {
  return new Failure('LOCKED', 'the lease on the store is not held by this process any more: nothing was written', {
    hint: 'Another instance goes on with the work',
  });
}
