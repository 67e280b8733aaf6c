import type { Logger } from '../sdk/logger.js';
import type { Line, OpenApi, Signer } from './engine.js';
import type { FirstPoll } from './first-poll.js';
import type { CaFacts } from './problem.js';

/** What the calls of one account work with. */
export interface AccountContext {
  readonly open: OpenApi;
  readonly signer: Signer;
  readonly accountUrl: string;
  readonly line: Line;
  readonly ca: CaFacts;
  readonly log: Logger;
  /** Shared by the accounts of a server: how quick it is to validate, and to issue. */
  readonly firstPolls: { readonly validation: FirstPoll; readonly issuance: FirstPoll };
}
