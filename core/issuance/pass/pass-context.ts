import type { Clock } from '../../clock/clock.js';
import type { DesiredState } from '../../config/desired-state.js';
import type { AliasLookup } from '../../dns/alias-lookup.js';
import type { Resolver } from '../../dns/resolver.js';
import type { ZoneFinder } from '../../dns/zone-finder.js';
import type { ZoneLock } from '../../dns/zone-lock.js';
import type { ZoneServers } from '../../dns/zone-servers.js';
import type { Dispatcher } from '../../http/index.js';
import type { Logger } from '../../sdk/logger.js';
import type { CertificateStore } from '../../store/index.js';
import type { Leftovers } from '../challenges/leftover-records.js';
import type { ProviderPool } from '../challenges/provider-pool.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { LetsEncrypt } from '../orders/lets-encrypt.js';
import type { Accounts } from '../orders/open-accounts.js';
import type { Fingerprint } from '../plan/configuration-fingerprint.js';
import type { RateLimits } from '../rate-limits/index.js';
import type { PassListener } from './events.js';

/** What the certificates of one pass share: each thing is looked up, opened or logged in once. */
export interface PassContext {
  readonly state: DesiredState;
  readonly store: CertificateStore;
  readonly memory: MemoryStore;
  readonly limits: RateLimits;
  readonly letsEncrypt: LetsEncrypt;
  readonly leftovers: Leftovers;
  readonly fingerprint: Fingerprint;
  readonly accounts: Accounts;
  readonly providers: ProviderPool;
  readonly dns: PassDns;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: Logger;
  readonly emit: PassListener;
  readonly env: NodeJS.ProcessEnv;
  /** Work that a certificate leaves behind for the end of the pass: its clean-up. */
  readonly afterwards: Afterwards;
  /** Held by who has a value where there can be only one at a time; see `withSlots`. */
  readonly slots: ZoneLock;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
}

/** Never fails: what may go wrong is dealt with in it. */
export interface Afterwards {
  add(work: Promise<void>): void;
  /** Resolves when all of it has ended. */
  done(): Promise<void>;
}

export interface PassDns {
  readonly resolver: Resolver;
  readonly finder: ZoneFinder;
  readonly zoneServers: ZoneServers;
  readonly lookupAlias: AliasLookup;
}
