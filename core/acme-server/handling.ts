import type { Verified } from './signed-request.js';

/** A request whose signature has been checked, as a handler gets it. */
export interface SignedRequest<Account> extends Verified<Account> {
  /** What follows the resource in the path. */
  readonly id: string;
  readonly rest: readonly string[];
  readonly url: string;
}

/** What a handler answers. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  readonly pem?: string;
}
