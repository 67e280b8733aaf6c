import { randomBytes } from 'node:crypto';
import type { NoncePool, SignedRequest as SignedAs } from '../acme-server/index.js';
import type { Logger } from '../sdk/index.js';
import type { Resolver } from './ask-txt.js';
import type { Authority } from './authority.js';
import type { ProfileSettings, RehearsalOptions } from './options.js';
import type { Account, State } from './state.js';

/** The kinds of request counted, by the name of what they ask for. */
export const resources = [
  'directory',
  'newNonce',
  'newAccount',
  'account',
  'orders',
  'newOrder',
  'order',
  'finalize',
  'authorization',
  'challenge',
  'certificate',
  'revokeCert',
  'renewalInfo',
] as const;

export type Resource = (typeof resources)[number];

/** What every request handler works with. */
export interface Context {
  readonly options: RehearsalOptions;
  readonly profiles: ReadonlyMap<string, ProfileSettings>;
  readonly resolver: Resolver;
  readonly authority: Authority;
  readonly nonces: NoncePool;
  readonly state: State;
  readonly log: Logger;
  readonly now: () => number;
  /** The absolute URL of a resource. */
  readonly url: (resource: Resource, ...rest: string[]) => string;
  /** Aborted when the CA closes. */
  readonly signal: AbortSignal;
}

/** A request whose signature has been checked. */
export type SignedRequest = SignedAs<Account>;

export function newId(): string {
  return randomBytes(8).toString('hex');
}
