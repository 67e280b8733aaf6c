import { Failure } from '../../sdk/failure.js';
import type { StateStore } from '../../store/index.js';
import { giveBackTo, type Limit, nextFrom, takeFrom } from './bucket.js';
import { createLedger } from './ledger.js';
import { type Charge, chargesOf, failedValidations, type PlannedOrder, validationKey } from './limits.js';
import { refusalScope } from './refusal-scope.js';

/** Keeps this program below the limits of CAs, over restarts, and heeds what they say. */
export interface RateLimits {
  /**
   * Counts an order.
   * @returns tells that no certificate came of it; the order itself goes on counting
   * @throws Failure RATE_LIMITED where it has to wait, with the time
   */
  takeOrder(order: PlannedOrder): Promise<() => Promise<void>>;
  /** Heeds a CA that refused an order for a while: whatever its limit is about waits as long. */
  heed(order: PlannedOrder, failure: Failure): Promise<void>;
  /** Before names are validated. @throws Failure RATE_LIMITED where a name has failed too often */
  takeValidations(account: string, names: readonly string[]): Promise<ValidationTicket>;
}

/** Validations under way. Settle it in every case. */
export interface ValidationTicket {
  /** @param failed names that the CA refused */
  settle(failed: readonly string[]): Promise<void>;
}

export interface RateLimitsOptions {
  readonly state: StateStore;
  /** Whether a CA has Let's Encrypt's limits. */
  readonly isLetsEncrypt: (server: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createRateLimits({ state, isLetsEncrypt, now }: RateLimitsOptions): RateLimits {
  const buckets = createLedger(state, 'rate-limits');
  const blocks = createLedger(state, 'rate-limit-blocks');
  /** Validations under way count as failed until it is known better; by name, in this process only. */
  const pending = new Map<string, number>();
  let line: Promise<unknown> = Promise.resolve();

  /** One at a time: between looking and taking nobody else may take. */
  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = line.then(work, work);
    line = mine.catch(() => undefined);
    return mine;
  }

  async function change(keys: readonly { key: string; limit: Limit }[], give: boolean): Promise<void> {
    const changes: Record<string, number | undefined> = {};
    for (const { key, limit } of keys) {
      const fullAt = await buckets.get(key);
      changes[key] = give ? giveBackTo(limit, fullAt) : takeFrom(limit, fullAt, now());
    }
    await buckets.set(changes, now());
  }

  return {
    takeOrder: (order) =>
      inLine(async () => {
        if (order.isExempt) return async () => {};
        const charges = chargesOf(order);
        for (const { key, subject } of charges) {
          const until = await blocks.get(key);
          if (until !== undefined && until > now()) throw refusedByCa(subject, until, now());
        }
        if (!isLetsEncrypt(order.server)) return async () => {};
        for (const charge of charges) {
          const from = nextFrom(charge.limit, await buckets.get(charge.key), now());
          if (from > now()) throw limitReached(charge, from, now());
        }
        await change(charges, false);
        const certificates = charges.filter(({ name }) => name !== 'orders of this account');
        return () => inLine(() => change(certificates, true));
      }),

    async heed(order, failure) {
      const key = refusalScope(failure, order);
      if (failure.code !== 'RATE_LIMITED' || failure.retryAfterMs === undefined || key === undefined) return;
      await blocks.set({ [key]: now() + failure.retryAfterMs }, now());
    },

    takeValidations: (account, names) =>
      inLine(async () => {
        const keys = [...new Set(names)].map((name) => ({ name, key: validationKey(account, name) }));
        for (const { name, key } of keys) {
          let fullAt = await buckets.get(key);
          for (let count = pending.get(key) ?? 0; count > 0; count -= 1) {
            fullAt = takeFrom(failedValidations, fullAt, now());
          }
          const from = nextFrom(failedValidations, fullAt, now());
          if (from > now()) throw validationsFailed(name, from, now());
        }
        for (const { key } of keys) pending.set(key, (pending.get(key) ?? 0) + 1);
        return {
          settle: (failed) =>
            inLine(async () => {
              for (const { key } of keys) pending.set(key, (pending.get(key) ?? 1) - 1);
              const counted = keys.filter(({ name }) => failed.includes(name));
              if (counted.length > 0) {
                await change(
                  counted.map(({ key }) => ({ key, limit: failedValidations })),
                  false,
                );
              }
            }),
        };
      }),
  };
}

function limitReached({ name, limit, subject }: Charge, from: number, now: number): Failure {
  return waiting(`the CA allows ${limit.capacity} ${name} for a time, and they are used up (${subject})`, from, now);
}

function refusedByCa(subject: string, until: number, now: number): Failure {
  return waiting(`the CA asked for a pause (${subject})`, until, now);
}

function validationsFailed(name: string, from: number, now: number): Failure {
  return waiting(`the validation of ${name} failed too often within an hour`, from, now);
}

function waiting(message: string, until: number, now: number): Failure {
  return new Failure('RATE_LIMITED', `${message}: no try before ${new Date(until).toISOString()}`, {
    retryAfterMs: until - now,
  });
}
