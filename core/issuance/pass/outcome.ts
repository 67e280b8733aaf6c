import type { Failure } from '../../sdk/failure.js';
import type { IssueAction, RemoveAction } from '../plan/actions.js';

/** What became of one action of a plan. */
export interface Outcome {
  readonly action: IssueAction | RemoveAction;
  /** Undefined: it worked, or is parked. */
  readonly failure: Failure | undefined;
  /** Its records are not visible yet, and the wait goes on without the pass until then: milliseconds since the epoch. */
  readonly parkedUntil?: number;
  /** The server of the CA, by its ACME directory URL, whose silence is why it failed, as others did with it. */
  readonly silentServer?: string;
  /** When it may be tried again, in milliseconds since the epoch. */
  readonly retryAt?: number | undefined;
}
