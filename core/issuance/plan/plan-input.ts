import type { DesiredState } from '../../config/desired-state.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { CertificateMemory } from '../memory/memory.js';
import type { Fingerprint } from './configuration-fingerprint.js';

/** All that a plan depends on. */
export interface PlanInput {
  readonly state: DesiredState;
  readonly lineages: readonly Lineage[];
  /** How many certificates are configured, where `state` has only some of them. */
  readonly count?: number;
  readonly memory: ReadonlyMap<string, CertificateMemory>;
  readonly fingerprint: Fingerprint;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Names to renew though they are not due; they also skip the back-off. */
  readonly force?: ReadonlySet<string>;
  /** When the configuration that asks for these removals was first seen; undefined: just now. */
  readonly removalsSeenSince?: (() => number) | undefined;
  readonly allowRemovals?: boolean;
  /** Names of certificates with an order of an earlier run, which can be taken up. */
  readonly ordersInHand?: ReadonlySet<string>;
  /** Whether an ACME server is one for trials; those known by name unless told. */
  readonly isStaging?: (server: string) => boolean;
}
