import { getDomain } from 'tldts';
import { day, hour, minute } from './fixtures.js';

/** One order as the CA saw it. */
export interface SeenOrder {
  readonly at: number;
  readonly names: readonly string[];
  readonly isExempt: boolean;
  /** No certificate came of it. */
  hasFailed: boolean;
}

/**
 * Let's Encrypt's limits as its page states them (https://letsencrypt.org/docs/rate-limits/), kept apart from the
 * program's own account of them: a number at once, and a rate at which one more may come.
 */
const published = {
  'orders of the account': { most: 300, oneMoreIn: 36_000 },
  'certificates of the domain': { most: 50, oneMoreIn: (7 * day) / 50 },
  'certificates of these names': { most: 5, oneMoreIn: (7 * day) / 5 },
  'failed authorizations of the name': { most: 5, oneMoreIn: 12 * minute },
} as const;

type Limit = keyof typeof published;

export interface LetsEncryptModel {
  readonly orders: readonly SeenOrder[];
  /** What a client was refused: `orders of the account …`. */
  readonly refusals: readonly string[];
  /** Undefined: it was refused, and the refusal is noted. */
  order(names: readonly string[], isExempt: boolean, at: number): SeenOrder | undefined;
  /** An order comes to nothing, as these of its names could not be validated. */
  fail(order: SeenOrder, names: readonly string[], at: number): void;
}

export function createLetsEncryptModel(): LetsEncryptModel {
  const tokens = new Map<string, { left: number; at: number }>();
  const orders: SeenOrder[] = [];
  const refusals: string[] = [];

  function left(limit: Limit, subject: string, at: number): number {
    const { most, oneMoreIn } = published[limit];
    const known = tokens.get(`${limit} ${subject}`) ?? { left: most, at };
    return Math.min(most, known.left + (at - known.at) / oneMoreIn);
  }

  /** Takes one of each, or none where one is used up. */
  function take(wanted: readonly (readonly [Limit, string])[], at: number): boolean {
    // A thousandth for the rounding of fractions of a token.
    const short = wanted.find(([limit, subject]) => left(limit, subject, at) < 0.999);
    if (short !== undefined) {
      refusals.push(`${short.join(' ')} at ${new Date(at).toISOString()}`);
      return false;
    }
    for (const [limit, subject] of wanted)
      tokens.set(`${limit} ${subject}`, { left: left(limit, subject, at) - 1, at });
    return true;
  }

  return {
    orders,
    refusals,
    order(names, isExempt, at) {
      const domains = [...new Set(names.map((name) => getDomain(name) ?? name))];
      const isGranted =
        isExempt ||
        take(
          [
            ['orders of the account', 'a'],
            ...domains.map((domain) => ['certificates of the domain', domain] as const),
            ['certificates of these names', [...names].sort().join(' ')],
          ],
          at,
        );
      if (!isGranted) return undefined;
      const order = { at, names, isExempt, hasFailed: false };
      orders.push(order);
      return order;
    },
    fail(order, names, at) {
      order.hasFailed = true;
      for (const name of names) take([['failed authorizations of the name', name]], at);
    },
  };
}

/** The most of these moments that fall into any window of this length, in milliseconds; they must be in order. */
export function mostWithin(moments: readonly number[], windowMs: number): number {
  let start = 0;
  let most = 0;
  for (const [end, moment] of moments.entries()) {
    while (moment - (moments[start] ?? moment) >= windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** The most orders of any one key within any window of this length. */
export function mostOfOne(orders: readonly SeenOrder[], keyOf: (order: SeenOrder) => string, windowMs: number): number {
  const moments = new Map<string, number[]>();
  for (const order of orders) {
    const key = keyOf(order);
    const known = moments.get(key);
    if (known === undefined) moments.set(key, [order.at]);
    else known.push(order.at);
  }
  return Math.max(0, ...[...moments.values()].map((each) => mostWithin(each, windowMs)));
}

export const threeHours = 3 * hour;
export const week = 7 * day;
