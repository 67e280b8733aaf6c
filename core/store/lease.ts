import type { Lock, LockRequest } from '../lock/acquire-lock.js';
import type { LockClaim } from '../lock/claim.js';

/**
 * What is under a lease: `directory` is everything that this program keeps; whoever has `doors` serves them, and writes
 * what they keep; `leader` does the passes of several instances. None of these keeps others from writing to the DNS:
 * see {@link DnsResource}.
 */
export type Resource = 'directory' | 'doors' | 'leader' | DnsResource;

/**
 * A zone that is read, changed and written, as apex and provider: `zone example.com at powerdns`; held for one write. Or a
 * place with room for one value, as name and provider, held for as long as somebody works on what stands there.
 */
export type DnsResource = `zone ${string}` | `place ${string}`;

/** What is written under the lease of `doors`: passes, which have that of `directory`, go on at the same time. */
const factsOfDoors: ReadonlySet<string> = new Set([
  'door-records',
  'door-accounts',
  'door-orders',
  'door-certificates',
  'door-nonces',
]);

/** The lease that writing facts of a kind wants. */
export function leaseOfFacts(name: string): 'directory' | 'doors' {
  return factsOfDoors.has(name) ? 'doors' : 'directory';
}

/** What comes after the kind; undefined for a resource of this program itself. */
export function nameOfDnsResource(resource: Resource): string | undefined {
  const [kind, ...words] = resource.split(' ');
  return kind === 'zone' || kind === 'place' ? words.join(' ') : undefined;
}

/** What somebody else may not have at the same time. It ends with `release`, or with the process. */
export type Lease = Lock;

/** Who has a lease, for people. */
export type Holder = Pick<LockClaim, 'command' | 'host' | 'pid' | 'since'>;

export type LeaseRequest = Pick<LockRequest, 'command' | 'wait' | 'signal' | 'heartbeat'>;
