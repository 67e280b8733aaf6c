import type { DesiredCertificate } from '../config/desired-state.js';
import type { OnRemove } from '../config/settings.js';
import type { Lineage } from '../store/lineage.js';
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

export function isIssue(action: Action): action is IssueAction {
  return action.kind !== 'remove' && action.kind !== 'keep' && action.kind !== 'wait';
}

/** Whether carrying the plan out would change anything. */
export function isPending(action: Action): action is IssueAction | RemoveAction {
  return action.kind !== 'keep' && action.kind !== 'wait';
}
