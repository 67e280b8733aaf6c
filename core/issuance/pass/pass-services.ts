import type { OpenBroker } from '../../challenges/index.js';
import type { Clock } from '../../clock/clock.js';
import type { Dispatcher } from '../../http/dispatcher.js';
import type { PostIssueHost } from '../../post-issue/index.js';
import type { Logger } from '../../sdk/logger.js';
import type { CertificateStore } from '../../store/store.js';
import type { MemoryStore } from '../memory/memory-store.js';
import type { RemovalsSeen } from '../memory/removals-seen.js';
import type { RateLimits } from '../rate-limits/index.js';

/** What a pass needs; all of it outlives the pass. Whoever needs less says which. */
export interface PassServices {
  readonly store: CertificateStore;
  readonly memory: MemoryStore;
  readonly limits: RateLimits;
  readonly removalsSeen: RemovalsSeen;
  readonly openBroker: OpenBroker;
  readonly dispatcher: Dispatcher;
  readonly postIssue: PostIssueHost;
  readonly clock: Clock;
  readonly log: Logger;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
}
