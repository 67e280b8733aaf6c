import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRateLimits } from '../../core/issuance/rate-limits/index.js';
import { chargesOf, courtesyOf, type PlannedOrder } from '../../core/issuance/rate-limits/limits.js';
import { waitForOrder } from '../../core/issuance/rate-limits/wait-for-order.js';
import { isFailure } from '../../core/sdk/failure.js';
import { createFacts } from './create-facts.js';
import { hour, minute, now } from './fixtures.js';

describe('how long an order has to wait', () => {
  const order: PlannedOrder = {
    server: 'le',
    account: 'acct',
    domains: ['a.example.com', '*.example.com', 'b.example.net'],
    isExempt: false,
  };
  const keys = Object.fromEntries(chargesOf(order).map(({ name, subject, key }) => [`${name} ${subject}`, key]));
  const [account = '', com = '', net = '', set = ''] = Object.values(keys);

  it('is told by what it takes from, once for each registered domain', () => {
    assert.deepEqual(Object.keys(keys), [
      'orders of this account acct',
      'certificates of this domain example.com',
      'certificates of this domain example.net',
      'certificates with these names a.example.com *.example.com b.example.net',
    ]);
    assert.deepEqual(set, 'set acct *.example.com a.example.com b.example.net');
    assert.deepEqual(
      courtesyOf(order).map(({ key }) => key),
      ['renewals acct'],
    );
  });

  it('is as long as what holds it up longest', () => {
    const blocked = (...untils: readonly (readonly [string, number])[]) => new Map(untils);
    const limited = { isLimited: true, now };
    const table: readonly [
      used: readonly (readonly [string, number])[],
      blocked: readonly (readonly [string, number])[],
      isLimited: boolean,
      ms: number,
      subject: string,
    ][] = [
      [[], [], true, 0, ''],
      [[], [[account, now + hour]], true, hour, 'acct'],
      [[], [[account, now - hour]], true, 0, ''],
      [[], [[account, now]], true, 0, ''],
      [
        [],
        [
          [com, now + hour],
          [net, now + hour],
        ],
        true,
        hour,
        'example.com',
      ],
      [
        [],
        [
          [com, now + hour],
          [net, now + 2 * hour],
          [account, now + minute],
        ],
        false,
        2 * hour,
        'example.net',
      ],
      [[], [['domain other example.com', now + hour]], true, 0, ''],
      [
        [[set, now + 7 * 24 * hour]],
        [],
        true,
        7 * 24 * hour - 4 * ((7 * 24 * hour) / 5),
        'certificates with these names',
      ],
      [[[set, now + 7 * 24 * hour]], [], false, 0, ''],
      [[[set, now + 7 * 24 * hour]], [[com, now + 200 * hour]], true, 200 * hour, 'example.com'],
      [
        [[set, now + 7 * 24 * hour]],
        [[com, now + hour]],
        true,
        7 * 24 * hour - 4 * ((7 * 24 * hour) / 5),
        'certificates with these names',
      ],
    ];
    for (const [used, blocks, isLimited, ms, subject] of table)
      assert.deepEqual(
        waitForOrder(order, { used: new Map(used), blocked: blocked(...blocks) }, { ...limited, isLimited }),
        { ms, subject },
      );
  });

  it('is what taking it says', async () => {
    let moment = now;
    const store = { facts: createFacts() };
    const limits = createRateLimits({ store, isLetsEncrypt: (server) => server === 'le', now: () => moment });
    const give = [];
    for (let count = 0; count < 5; count += 1) give.push(await limits.takeOrder(order));
    const refusal = await limits.takeOrder(order).then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.ok(isFailure(refusal, 'RATE_LIMITED'));
    const wait = waitForOrder(order, await limits.standing(), { isLimited: true, now });
    assert.deepEqual([wait.subject, wait.ms], ['certificates with these names', refusal.retryAfterMs]);
    assert.ok(refusal.message.includes('allows 5 certificates with these names'));
    moment += wait.ms;
    await limits.takeOrder(order);
    await give[0]?.();
    await limits.takeOrder({ ...order, server: 'other' });
    await limits.takeOrder(order);
  });
});
