import type { ChallengeBroker } from '../../challenges/index.js';
import type { Clock } from '../../clock/clock.js';
import type { DesiredState } from '../../config/desired-state.js';
import type { Logger } from '../../sdk/logger.js';
import type { CertificateStore } from '../../store/store.js';
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
  readonly fingerprint: Fingerprint;
  readonly accounts: Accounts;
  readonly broker: ChallengeBroker;
  readonly clock: Clock;
  readonly log: Logger;
  readonly emit: PassListener;
  readonly env: NodeJS.ProcessEnv;
  /** Work that a certificate leaves behind for the end of the pass: its clean-up. */
  readonly afterwards: Afterwards;
  /** Aborts when the program is to stop. */
  readonly signal: AbortSignal;
}

/** Never fails: what may go wrong is dealt with in it. */
export interface Afterwards {
  add(work: Promise<void>): void;
  /** Resolves when all of it has ended. */
  done(): Promise<void>;
}
