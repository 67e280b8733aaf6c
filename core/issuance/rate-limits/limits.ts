import { registrableDomain } from '../../dns/zone-names.js';
import type { Limit } from './bucket.js';
import type { Window } from './window.js';

const hourMs = 3600 * 1000;
const dayMs = 24 * hourMs;

/**
 * Orders of an account within three hours. Let's Encrypt gives back one each 36 seconds, so that it would take twice as
 * many within the first three hours; holding to the plain number costs three hours once, and what waits then goes on
 * in groups rather than one by one.
 */
const accountOrders: Window = { most: 300, withinMs: 3 * hourMs };

/** Let's Encrypt's limits (https://letsencrypt.org/docs/rate-limits/). */
export const letsEncryptLimits = {
  'orders of this account': accountOrders,
  'certificates of this domain': { capacity: 50, refillMs: (7 * dayMs) / 50 },
  'certificates with these names': { capacity: 5, refillMs: (7 * dayMs) / 5 },
} as const satisfies Record<string, Limit | Window>;

/**
 * Failed validations of a name, at every CA: never more than four within any hour, which also keeps below Let's
 * Encrypt's five.
 */
export const failedValidations: Limit = { capacity: 3, refillMs: hourMs };

export type LimitName = keyof typeof letsEncryptLimits;

/** An order about to be made. */
export interface PlannedOrder {
  /** ACME directory URL. */
  readonly server: string;
  /** Account URL at the CA. */
  readonly account: string;
  readonly domains: readonly string[];
  /** It names the certificate that it renews (RFC 9773, section 5): the CA counts it nowhere. */
  readonly isExempt: boolean;
  /** Somebody insists: a pause that the CA asked for does not hold it up. */
  readonly passesPauses?: boolean;
}

/** What an order takes from, with what tells it from others of its kind. */
export interface Charge {
  readonly name: LimitName;
  readonly limit: Limit | Window;
  readonly key: string;
  /** What it is about, for people. */
  readonly subject: string;
}

/** What an order at Let's Encrypt takes from. */
export function chargesOf({ account, domains }: Pick<PlannedOrder, 'account' | 'domains'>): Charge[] {
  const registered = [...new Set(domains.map((domain) => registrableDomain(domain.replace(/^\*\./, ''))))];
  return [
    charge('orders of this account', accountKey(account), account),
    ...registered.map((domain) => charge('certificates of this domain', domainKey(account, domain), domain)),
    charge('certificates with these names', setKey(account, domains), domains.join(' ')),
  ];
}

/** What a renewal that the CA counts nowhere takes from all the same: those of one account should not come in crowds. */
export function courtesyOf({ account }: Pick<PlannedOrder, 'account'>): Charge[] {
  return [{ name: 'orders of this account', limit: accountOrders, key: `renewals ${account}`, subject: account }];
}

/** How many may be taken at once where nothing has been taken for long. */
export function howMany(limit: Limit | Window): number {
  return 'most' in limit ? limit.most : limit.capacity;
}

function charge(name: LimitName, key: string, subject: string): Charge {
  return { name, limit: letsEncryptLimits[name], key, subject };
}

export function accountKey(account: string): string {
  return `orders ${account}`;
}

export function domainKey(account: string, domain: string): string {
  return `domain ${account} ${domain}`;
}

export function setKey(account: string, domains: readonly string[]): string {
  return `set ${account} ${[...domains].sort().join(' ')}`;
}

export function validationKey(account: string, name: string): string {
  return `validation ${account} ${name}`;
}
