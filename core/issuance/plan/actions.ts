import type { DesiredCertificate } from '../../config/desired-state.js';
import type { OnRemove } from '../../config/settings.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { Difference } from './differences.js';
import type { RenewalMoment } from './renewal-moment.js';

/** What a pass does about one certificate, and why. */
export type Action = IssueAction | RemoveAction | KeepAction | WaitAction;

/** `create`: there is none · `expand`, `shrink`: its names changed · `renew`: it is due · `repair`: its files are damaged. */
export interface IssueAction {
  readonly kind: 'create' | 'expand' | 'shrink' | 'renew' | 'repair';
  readonly name: string;
  readonly reason: string;
  readonly certificate: DesiredCertificate;
  /** What is there now; undefined for `create`. */
  readonly lineage: Lineage | undefined;
  /** The CA that is asked: ACME directory URL. */
  readonly server: string;
  /** The key that is there must not be used again, whatever the configuration wants. */
  readonly needsNewKey: boolean;
  /** It comes long before its time, as the CA wants it: such are not to follow each other quickly. */
  readonly isEarly: boolean;
  /** Somebody asked for it by name and insists: a pause that the CA asked for is passed over. */
  readonly isForced: boolean;
  readonly differences: readonly Difference[];
}

export interface RemoveAction {
  readonly kind: 'remove';
  readonly name: string;
  readonly reason: string;
  readonly lineage: Lineage;
  readonly how: Exclude<OnRemove, 'keep'>;
  /** Certificates that take over its names: it is removed once all of them have been issued. */
  readonly after: readonly string[];
}

export interface KeepAction {
  readonly kind: 'keep';
  readonly name: string;
  readonly reason: string;
  readonly lineage: Lineage;
  /** Undefined for a lineage that is none of our business. */
  readonly certificate: DesiredCertificate | undefined;
  readonly next: RenewalMoment | undefined;
  /** Between what is on disk and what is configured; none for a lineage that is none of our business. */
  readonly differences: readonly Difference[];
}

/** Something is due and has to wait: a back-off, a rate limit, a guard, a bad line. */
export interface WaitAction {
  readonly kind: 'wait';
  readonly name: string;
  readonly reason: string;
  /** Milliseconds since the epoch; undefined: until the configuration changes. */
  readonly until: number | undefined;
  /** What is waiting. */
  readonly pending: IssueAction | RemoveAction | undefined;
  /** It is its turn that it waits for, among others: nothing is wrong with it. */
  readonly isQueued?: boolean;
}

/** The account that has ordered for a lineage, where the same CA is asked again. */
export function accountIdOf({ lineage, server }: Pick<IssueAction, 'lineage' | 'server'>): string | undefined {
  return lineage?.server === server ? lineage.accountId : undefined;
}

/** What a certificate or a lineage that waits differs in, and each other. */
export function differencesIn(action: Action): readonly Difference[] {
  if (action.kind === 'remove') return [];
  if (action.kind === 'wait') return action.pending === undefined ? [] : differencesIn(action.pending);
  return action.differences;
}

export function isIssue(action: Action): action is IssueAction {
  return action.kind !== 'remove' && action.kind !== 'keep' && action.kind !== 'wait';
}

/** Whether carrying the plan out would change anything. */
export function isPending(action: Action): action is IssueAction | RemoveAction {
  return action.kind !== 'keep' && action.kind !== 'wait';
}
