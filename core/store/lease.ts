import type { Lock, LockRequest } from '../lock/acquire-lock.js';
import type { LockClaim } from '../lock/claim.js';

/**
 * What is under a lease: `directory` is everything that this program keeps; whoever has `doors` serves them, and writes
 * what they keep; `leader` does the passes of several instances.
 */
export type Resource = 'directory' | 'doors' | 'leader';

/** What somebody else may not have at the same time. It ends with `release`, or with the process. */
export type Lease = Lock;

/** Who has a lease, for people. */
export type Holder = Pick<LockClaim, 'command' | 'host' | 'pid' | 'since'>;

export type LeaseRequest = Omit<LockRequest, 'directory' | 'log'>;
