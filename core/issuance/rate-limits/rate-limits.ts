import { boundedPause, longestPauseMs } from '../../sdk/bounded-pause.js';
import { Failure } from '../../sdk/failure.js';
import type { CertificateStore } from '../../store/store.js';
import { giveBackTo, nextFrom, takeFrom } from './bucket.js';
import { afterOrder, nextTurn, type Used } from './charges.js';
import { createLedger } from './ledger.js';
import {
  type Charge,
  chargesOf,
  courtesyOf,
  failedValidations,
  howMany,
  type PlannedOrder,
  validationKey,
} from './limits.js';
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
  /** What there is to know before any order is made. Reads, and changes nothing. */
  standing(): Promise<Standing>;
}

/** How an installation stands with the limits of its CAs. */
export interface Standing {
  /** What its orders have used up. */
  readonly used: Used;
  /** Until when CAs asked for a pause, by the key of what that is about; milliseconds since the epoch. */
  readonly blocked: ReadonlyMap<string, number>;
}

/** Validations under way. Settle it in every case. */
export interface ValidationTicket {
  /** @param failed names that the CA refused */
  settle(failed: readonly string[]): Promise<void>;
}

export interface RateLimitsOptions {
  readonly store: Pick<CertificateStore, 'facts'>;
  /** Whether a CA has Let's Encrypt's limits. */
  readonly isLetsEncrypt: (server: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function createRateLimits({ store, isLetsEncrypt, now }: RateLimitsOptions): RateLimits {
  const buckets = createLedger(store, 'rate-limits');
  const blocks = createLedger(store, 'rate-limit-blocks');
  /** Validations under way count as failed until it is known better; by name, in this process only. */
  const pending = new Map<string, number>();

  function underWay(key: string): number {
    return pending.get(key) ?? 0;
  }

  /** One that ends later than any CA may ask for was computed by a clock that was wrong: it is not heeded. */
  async function blocksNow(): Promise<ReadonlyMap<string, number>> {
    const latest = now() + longestPauseMs.ca;
    return new Map([...(await blocks.all())].filter(([, until]) => until <= latest));
  }

  /** Puts back what did not count after all. */
  async function giveBack(charges: readonly Charge[]): Promise<void> {
    await buckets.change((used) => {
      const limited = charges.flatMap(({ key, limit }) => ('capacity' in limit ? [{ key, limit }] : []));
      return Object.fromEntries(limited.map(({ key, limit }) => [key, giveBackTo(limit, used.get(key))]));
    }, now());
  }

  async function countFailures(keys: readonly string[]): Promise<void> {
    await buckets.change(
      (used) => Object.fromEntries(keys.map((key) => [key, takeFrom(failedValidations, used.get(key), now())])),
      now(),
    );
  }

  return {
    async takeOrder(order) {
      const isLimited = isLetsEncrypt(order.server);
      if (order.isExempt) {
        if (isLimited) await buckets.change((used) => afterOrder(courtesyOf(order), used, now()), now());
        return async () => {};
      }
      const charges = chargesOf(order);
      const blocked = await blocksNow();
      for (const { key, subject } of charges) {
        const until = blocked.get(key);
        if (until !== undefined && until > now() && order.passesPauses !== true) {
          throw refusedByCa(subject, until, now());
        }
      }
      if (!isLimited) return async () => {};
      await buckets.change((used) => {
        const turn = nextTurn(charges, used, now());
        if (turn.by !== undefined) throw limitReached(turn.by, turn.at, now());
        return afterOrder(charges, used, now());
      }, now());
      return () => giveBack(charges);
    },

    async heed(order, failure) {
      const key = refusalScope(failure, order);
      if (failure.code !== 'RATE_LIMITED' || failure.retryAfterMs === undefined || key === undefined) return;
      const until = now() + boundedPause(failure.retryAfterMs, longestPauseMs.ca);
      await blocks.change(() => ({ [key]: until }), now());
    },

    async takeValidations(account, names) {
      const keys = [...new Set(names)].map((name) => ({ name, key: validationKey(account, name) }));
      const used = await buckets.all();
      // From here to the count of those under way nothing is awaited: nobody takes in between.
      for (const { name, key } of keys) {
        let fullAt = used.get(key);
        for (let count = underWay(key); count > 0; count -= 1) {
          fullAt = takeFrom(failedValidations, fullAt, now());
        }
        const from = nextFrom(failedValidations, fullAt, now());
        if (from > now()) throw validationsFailed(name, from, now());
      }
      for (const { key } of keys) pending.set(key, underWay(key) + 1);
      return {
        async settle(failed) {
          const counted = keys.filter(({ name }) => failed.includes(name));
          try {
            if (counted.length > 0) await countFailures(counted.map(({ key }) => key));
          } finally {
            for (const { key } of keys) pending.set(key, underWay(key) - 1);
          }
        },
      };
    },

    standing: async () => ({ used: await buckets.all(), blocked: await blocksNow() }),
  };
}

function limitReached({ name, limit, subject }: Charge, from: number, now: number): Failure {
  return waiting(`the CA allows ${howMany(limit)} ${name} for a time, and they are used up (${subject})`, from, now);
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
