import type { Clock } from '../clock/clock.js';
import type { DesiredState } from '../config/desired-state.js';
import type { ZoneLock } from '../dns/zone-lock.js';
import type { Logger } from '../sdk/logger.js';
import type { Journal } from '../store/facts/journal.js';
import type { ChallengeDns } from './challenge-dns.js';
import type { Leftovers } from './leftovers.js';
import type { ProviderPool } from './provider-pool.js';
import type { ListStanding } from './standing-values.js';

/** What the parts of a broker share. */
export interface ChallengeContext {
  readonly journal: Journal;
  readonly profiles: DesiredState['profiles'];
  readonly providers: ProviderPool;
  readonly dns: ChallengeDns;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tests make waits short by it. */
  readonly env: NodeJS.ProcessEnv;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
  /** Held by who has a value where there can be only one at a time; see `withSlots`. */
  readonly slots: ZoneLock;
  readonly standing: ListStanding;
  readonly leftovers: Leftovers;
  readonly keptOwners: KeptOwners;
  /** Whether whoever waits can come back later. */
  readonly mayPark: boolean;
}

/** The owners whose records may be kept in the DNS between two tries. @throws Failure STORE */
export type KeptOwners = () => Promise<ReadonlySet<string>>;
