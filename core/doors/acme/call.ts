import { Problem, type SignedRequest } from '../../acme-server/index.js';
import type { DoorCall, DoorContext } from '../door.js';
import type { Account, Book } from './book.js';
import type { Workshop } from './workshop.js';

/** The resources of the door, by the first part of their paths below `/acme/`. */
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
  'keyChange',
  'renewalInfo',
] as const;

export type Resource = (typeof resources)[number];

/** What every handler works with. */
export interface AcmeDoor {
  readonly context: DoorContext;
  readonly book: Book;
  readonly workshop: Workshop;
  /** The absolute URL of a resource. */
  readonly url: (resource: Resource, ...rest: string[]) => string;
}

/** A request whose signature has been checked. */
export interface SignedCall extends SignedRequest<Account> {
  readonly call: DoorCall;
}

/** @throws Problem malformed */
export function accountOf({ account }: SignedCall): Account {
  if (account === undefined) throw new Problem('malformed', 'this request must name its account by kid');
  return account;
}
