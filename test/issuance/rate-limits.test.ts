import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { giveBackTo, nextFrom, takeFrom } from '../../core/issuance/rate-limits/bucket.js';
import { createRateLimits } from '../../core/issuance/rate-limits/index.js';
import { letsEncryptLimits } from '../../core/issuance/rate-limits/limits.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { createFacts } from './create-facts.js';
import { day, hour, now } from './fixtures.js';

const server = 'https://acme-v02.api.letsencrypt.org/directory';
const account = 'https://acme-v02.api.letsencrypt.org/acme/acct/1';

function limitsAt(clock: { now: number }, facts = createFacts()) {
  return createRateLimits({ store: { facts }, isLetsEncrypt: (url) => url === server, now: () => clock.now });
}

function order(domains: readonly string[], isExempt = false) {
  return { server, account, domains, isExempt };
}

/** How many of these succeed before one has to wait, and for how long that one has to, in milliseconds. */
async function countUntilRefused(
  take: (index: number) => Promise<unknown>,
): Promise<{ taken: number; waitMs: number }> {
  for (let taken = 0; ; taken += 1) {
    try {
      await take(taken);
    } catch (error) {
      assert.ok(isFailure(error, 'RATE_LIMITED'));
      return { taken, waitMs: error.retryAfterMs ?? 0 };
    }
  }
}

describe('a bucket', () => {
  const limit = { capacity: 3, refillMs: 10 };

  it('gives its capacity at once, and one more each interval', () => {
    let fullAt: number | undefined;
    for (let count = 0; count < 3; count += 1) {
      assert.equal(nextFrom(limit, fullAt, 1000), 1000);
      fullAt = takeFrom(limit, fullAt, 1000);
    }
    assert.equal(nextFrom(limit, fullAt, 1000), 1010);
    assert.equal(nextFrom(limit, fullAt, 1010), 1010);
    fullAt = takeFrom(limit, fullAt, 1010);
    assert.equal(nextFrom(limit, fullAt, 1010), 1020);
    assert.equal(nextFrom(limit, giveBackTo(limit, fullAt), 1010), 1010);
  });

  it('is never locked for long by a clock that was set back', () => {
    assert.equal(nextFrom(limit, 1_000_000, 1000), 1010);
  });
});

describe("Let's Encrypt's limits", () => {
  it('are 300 orders in three hours for an account', async () => {
    const limits = limitsAt({ now });
    const refused = await countUntilRefused((index) => limits.takeOrder(order([`a${index}.example${index}.com`])));
    assert.deepEqual(refused, { taken: 300, waitMs: 3 * hour });
  });

  it('are 300 orders within any three hours, whenever they were made', async () => {
    const clock = { now };
    const limits = limitsAt(clock);
    const take = (index: number) => limits.takeOrder(order([`a${index}.example${index}.com`]));
    for (let index = 0; index < 200; index += 1) await take(index);
    clock.now += hour;
    const refused = await countUntilRefused((index) => take(200 + index));
    assert.deepEqual(refused, { taken: 100, waitMs: 2 * hour });
    clock.now += 2 * hour;
    const again = await countUntilRefused((index) => take(300 + index));
    assert.deepEqual(again, { taken: 200, waitMs: hour });
  });

  it('do not last where the clock was set back', async () => {
    const clock = { now: now + 400 * day };
    const limits = limitsAt(clock);
    const take = (index: number) => limits.takeOrder(order([`a${index}.example${index}.com`]));
    for (let index = 0; index < 300; index += 1) await take(index);
    clock.now = now;
    const refused = await countUntilRefused((index) => take(300 + index));
    assert.equal(refused.taken, 300);
  });

  it('are 50 certificates in seven days for a registered domain', async () => {
    const limits = limitsAt({ now });
    const refused = await countUntilRefused((index) => limits.takeOrder(order([`a${index}.example.co.uk`])));
    assert.deepEqual(refused, { taken: 50, waitMs: (7 * day) / 50 });
    await limits.takeOrder(order(['other.co.uk']));
  });

  it('are 5 certificates in seven days for the same names, in whatever order', async () => {
    const limits = limitsAt({ now });
    const refused = await countUntilRefused((index) =>
      limits.takeOrder(
        order(index % 2 === 0 ? ['a.example.com', 'b.example.com'] : ['b.example.com', 'a.example.com']),
      ),
    );
    assert.deepEqual(refused, { taken: 5, waitMs: (7 * day) / 5 });
    await limits.takeOrder(order(['a.example.com']));
  });

  it('hold over restarts, and for each account', async () => {
    const facts = createFacts();
    for (let count = 0; count < 5; count += 1) await limitsAt({ now }, facts).takeOrder(order(['a.example.com']));
    await assert.rejects(
      limitsAt({ now }, facts).takeOrder(order(['a.example.com'])),
      /5 certificates with these names/,
    );
    await limitsAt({ now }, facts).takeOrder({ ...order(['a.example.com']), account: 'https://other/acct/2' });
    await limitsAt({ now: now + 2 * day }, facts).takeOrder(order(['a.example.com']));
  });

  it('are not for renewals that name their predecessor, nor for other CAs', async () => {
    const limits = limitsAt({ now });
    for (let count = 0; count < 400; count += 1) {
      await limits.takeOrder(order(['a.example.com'], true));
      await limits.takeOrder({ ...order(['a.example.com']), server: 'https://other.example/directory' });
    }
  });

  it('count no certificate for an order that came to nothing, and the order all the same', async () => {
    const limits = limitsAt({ now });
    const refused = await countUntilRefused(async () => {
      const giveBack = await limits.takeOrder(order(['a.example.com']));
      await giveBack();
    });
    assert.equal(refused.taken, letsEncryptLimits['orders of this account'].most);
  });
});

describe('a CA that asks for a pause', () => {
  const words = {
    account: 'too many new orders (300) from this account in the last 3h0m0s, see #new-orders-per-account',
    domain: 'too many certificates (50) already issued for "example.com" in the last 168h0m0s',
    set: 'too many certificates (5) already issued for this exact set of identifiers',
  };

  async function heeded(text: string, isLetsEncrypt = true) {
    const limits = limitsAt({ now });
    const met = { ...order(['www.example.com']), ...(!isLetsEncrypt && { server: 'https://other/' }) };
    await limits.heed(met, new Failure('RATE_LIMITED', text, { retryAfterMs: hour }));
    const blocks = async (domains: readonly string[]) =>
      (
        await countUntilRefused((index) =>
          index === 0 ? limits.takeOrder({ ...met, domains }) : Promise.reject(new Failure('RATE_LIMITED', 'enough')),
        )
      ).taken === 0;
    return { same: await blocks(['a.example.com']), other: await blocks(['example.net']) };
  }

  it('for the account is heeded by all its certificates', async () => {
    assert.deepEqual(await heeded(words.account), { same: true, other: true });
    assert.deepEqual(await heeded(words.account, false), { same: true, other: true });
  });

  it('for a registered domain is heeded by its certificates alone', async () => {
    assert.deepEqual(await heeded(words.domain), { same: true, other: false });
  });

  it('for a set of names blocks nothing else', async () => {
    assert.deepEqual(await heeded(words.set), { same: false, other: false });
  });

  const wait = (retryAfterMs?: number, code: 'RATE_LIMITED' | 'ACME' = 'RATE_LIMITED') =>
    new Failure(code, words.account, retryAfterMs === undefined ? {} : { retryAfterMs });
  const table: readonly [what: string, failure: Failure, blockedForMs: number | undefined][] = [
    ['for an hour', wait(hour), hour],
    ['for a month is heeded for a week', wait(30 * day), 7 * day],
    ['for no time', wait(0), undefined],
    ['for a time before now', wait(-hour), undefined],
    ['without a time', wait(), undefined],
    ['in a failure of another kind', wait(hour, 'ACME'), undefined],
  ];
  for (const [what, failure, blockedForMs] of table)
    it(`${what} ${blockedForMs === undefined ? 'is none' : 'lasts so long, and then is over'}`, async () => {
      const clock = { now };
      const limits = limitsAt(clock);
      const wanted = order(['a.example.com']);
      await limits.heed(wanted, failure);
      const until = now + (blockedForMs ?? 0);
      assert.deepEqual(
        [...(await limits.standing()).blocked.values()].filter((at) => at > now),
        blockedForMs === undefined ? [] : [until],
      );
      if (blockedForMs !== undefined) {
        clock.now = until - 1;
        await assert.rejects(
          limits.takeOrder(wanted),
          (error) => isFailure(error, 'RATE_LIMITED') && error.retryAfterMs === 1,
        );
        await limits.takeOrder({ ...wanted, passesPauses: true });
        await limits.takeOrder({ ...wanted, isExempt: true });
        clock.now = until;
      }
      await limits.takeOrder(wanted);
    });

  it('is none where it was noted by a clock that ran ahead', async () => {
    const clock = { now: now + 8 * day };
    const limits = limitsAt(clock);
    await limits.heed(order(['a.example.com']), wait(hour));
    clock.now = now;
    await limits.takeOrder(order(['a.example.com']));
    assert.equal((await limits.standing()).blocked.size, 0);
  });
});
