import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { paceOrders } from '../../core/issuance/plan/pace.js';
import { giveBackTo, nextFrom, takeFrom } from '../../core/issuance/rate-limits/bucket.js';
import { afterOrder, nextTurn, placeKeys } from '../../core/issuance/rate-limits/charges.js';
import { chargesOf, courtesyOf, howMany } from '../../core/issuance/rate-limits/limits.js';
import { openQueue } from '../../core/issuance/rate-limits/queue.js';
import { refusalScope } from '../../core/issuance/rate-limits/refusal-scope.js';
import { firstFree } from '../../core/issuance/rate-limits/window.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, lineage, minute, now } from './fixtures.js';

const server = 'https://acme.example/directory';

describe('limits', () => {
  const limit = { capacity: 3, refillMs: 10 };
  const window = { most: 2, withinMs: 100 };
  const failure = (message: string) => new Failure('RATE_LIMITED', message);

  it('of a bucket give as many as it holds, then one each interval', () => {
    assert.deepEqual(
      [undefined, 90, 100, 110, 120, 130, 999].map((full) => nextFrom(limit, full, 100)),
      [100, 100, 100, 100, 100, 110, 110],
    );
    assert.deepEqual(
      [undefined, 90, 110, 130, 999].map((full) => takeFrom(limit, full, 100)),
      [110, 110, 120, 140, 140],
    );
    assert.deepEqual([giveBackTo(limit, undefined), giveBackTo(limit, 130)], [undefined, 120]);
  });

  it('of a window have places, of which the first that is free is taken', () => {
    const table: readonly [places: (number | undefined)[], place: number, from: number][] = [
      [[undefined, undefined], 0, 100],
      [[150, undefined], 1, 100],
      [[150, 120], 1, 120],
      [[120, 150], 0, 120],
      [[100, 150], 0, 100],
      [[201, 150], 0, 100],
      [[200, 150], 1, 150],
    ];
    for (const [places, place, from] of table) assert.deepEqual(firstFree(window, places, 100), { place, from });
  });

  it('of one order are counted together, and the one that lasts longest decides', () => {
    const charge = (name: string, kind: object) => ({ name, key: name, subject: name, limit: kind }) as never;
    const charges = [charge('b', limit), charge('w', window)];
    const used = new Map([
      ['b', 140],
      ['w #0', 150],
      ['w #1', 130],
    ]);
    const turn = nextTurn(charges, used, 100);
    assert.deepEqual([turn.at, (turn.by as { name: string } | undefined)?.name], [130, 'w']);
    assert.deepEqual(nextTurn(charges, new Map(), 100), { at: 100, by: undefined });
    assert.deepEqual(afterOrder(charges, used, 130), { b: 150, 'w #1': 230 });
    assert.deepEqual(placeKeys('k', 2), ['k #0', 'k #1']);
    assert.deepEqual([howMany(limit), howMany(window)], [3, 2]);
  });

  it('are waited for in a queue, one after the other', () => {
    const turns = (kind: object, used: ReadonlyMap<string, number>, count: number) => {
      const queue = openQueue({ key: 'k', limit: kind } as never, used, 100);
      return Array.from({ length: count }, () => {
        const at = queue.next();
        queue.join();
        return at;
      });
    };
    assert.deepEqual(turns(limit, new Map(), 6), [100, 100, 100, 110, 120, 130]);
    assert.deepEqual(turns(limit, new Map([['k', 130]]), 3), [110, 120, 130]);
    assert.deepEqual(turns(window, new Map(), 5), [100, 100, 200, 200, 300]);
    assert.deepEqual(
      turns(
        window,
        new Map([
          ['k #0', 150],
          ['k #1', 999],
        ]),
        4,
      ),
      [100, 150, 200, 250],
    );
    const edge = new Map([
      ['k #0', 200],
      ['k #1', 201],
    ]);
    assert.deepEqual(turns(window, edge, 2), [100, 200], 'as far ahead as the window is long, and no further');
  });

  it('of Let’s Encrypt are about the account, each registered domain, and the set of names', () => {
    const charges = chargesOf({ account: 'u', domains: ['*.b.example.com', 'a.example.com', 'c.example.co.uk'] });
    assert.deepEqual(
      charges.map(({ key, subject }) => [key, subject]),
      [
        ['orders u', 'u'],
        ['domain u example.com', 'example.com'],
        ['domain u example.co.uk', 'example.co.uk'],
        ['set u *.b.example.com a.example.com c.example.co.uk', '*.b.example.com a.example.com c.example.co.uk'],
      ],
    );
    assert.deepEqual(
      courtesyOf({ account: 'u' }).map(({ key }) => key),
      ['renewals u'],
    );
  });

  it('that a CA tells of hold up what they are about', () => {
    const order = { account: 'u', domains: ['a.example.com'], server, isExempt: false };
    const table: readonly [message: string, scope: string | undefined][] = [
      ['too many new orders (300) from this account', 'orders u'],
      ['see https://letsencrypt.org/docs/rate-limits/#new-orders-per-account', 'orders u'],
      ['too many certificates (50) already issued for "Example.com" in the last 168h', 'domain u example.com'],
      ['too many certificates already issued for "a.example.com"', 'domain u a.example.com'],
      ['too many certificates already issued for "ample.com"', undefined],
      ['too many certificates already issued for "other.com"', undefined],
      ['too many failed authorizations', undefined],
    ];
    for (const [message, scope] of table) assert.equal(refusalScope(failure(message), order), scope, message);
  });
});

describe('orders that come together', () => {
  const issue = (name: string, kind: 'create' | 'renew' = 'create', daysLeft = 30) =>
    ({
      ...{ kind, name, server, reason: 'due', certificate: certificate(name) },
      lineage: kind === 'renew' ? lineage(name, { ageDays: 90 - daysLeft }) : undefined,
    }) as never;

  function pace(actions: readonly unknown[], more: object = {}) {
    const input = {
      ...{
        actions,
        memory: new Map(),
        standing: { used: new Map(), blocked: new Map() },
        now,
        first: new Set<string>(),
      },
      ...{ isLetsEncrypt: () => true, accountOf: () => 'u' },
      ...more,
    };
    return paceOrders(input as never).map((action) =>
      'until' in action ? `${action.name} waits ${((action.until ?? 0) - now) / minute}` : action.name,
    );
  }

  it('wait for their turn where a limit says so, what expires first before the rest', () => {
    const names = Array.from({ length: 52 }, (_, index) => `n${index}.example.com`);
    const shared = pace(names.map((name) => issue(name)));
    assert.deepEqual(shared.slice(0, 50), names.slice(0, 50));
    assert.deepEqual(shared.slice(50), ['n50.example.com waits 205', 'n51.example.com waits 405']);
    assert.deepEqual(
      pace(
        names.map((name) => issue(name)),
        { isLetsEncrypt: () => false },
      ),
      names,
    );
    const urgent = pace([
      ...names.map((name) => issue(name)),
      issue('late.example.com', 'renew', 20),
      issue('later.example.com', 'renew', 5),
    ]);
    assert.deepEqual(urgent.slice(-2), ['late.example.com', 'later.example.com']);
    assert.ok(urgent[48]?.startsWith('n48.example.com waits'));
    const insisted = pace(
      names.map((name) => issue(name)),
      { first: new Set(['n51.example.com']) },
    );
    assert.deepEqual(insisted.slice(49), ['n49.example.com waits 205', 'n50.example.com waits 405', 'n51.example.com']);
    const repair = { ...(issue('broken.example.com') as object), kind: 'repair', lineage: { health: { broken: 'x' } } };
    const order = pace([
      ...names.slice(0, 49).map((name) => issue(name)),
      issue('late.example.com', 'renew', 20),
      repair,
    ]);
    assert.deepEqual(order.slice(48), ['n48.example.com waits 205', 'late.example.com', 'broken.example.com']);
    const keep = { kind: 'keep', name: 'kept' };
    assert.deepEqual(pace([keep]), ['kept']);
  });

  it('wait as long as the CA asked for a pause, but for those that somebody insists on', () => {
    const standing = {
      used: new Map(),
      blocked: new Map([
        ['orders u', now + 7 * minute],
        ['domain u example.com', now + 3 * minute],
      ]),
    };
    assert.deepEqual(pace([issue('a.example.com')], { standing }), ['a.example.com waits 10']);
    assert.deepEqual(pace([issue('a.example.com')], { standing, isLetsEncrypt: () => false }), [
      'a.example.com waits 10',
    ]);
    assert.deepEqual(pace([issue('a.example.com')], { standing, first: new Set(['a.example.com']) }), [
      'a.example.com',
    ]);
    const [waits] = paceOrders({
      ...{ actions: [issue('a.example.com')], memory: new Map(), standing, now, first: new Set() },
      ...{ isLetsEncrypt: () => true, accountOf: () => 'u' },
    });
    assert.deepEqual(waits, {
      ...{ kind: 'wait', name: 'a.example.com', until: now + 10 * minute, isQueued: true },
      ...{ reason: 'due; the CA asked for a pause (u)', pending: issue('a.example.com') },
    });
    const over = { used: new Map(), blocked: new Map([['orders u', now]]) };
    assert.deepEqual(pace([issue('a.example.com')], { standing: over }), ['a.example.com']);
  });

  it('that the CA counts nowhere wait for a turn only while their window is open, and for no pause', () => {
    const name = 'a.example.com';
    const renewal = (windowEnd: number, fingerprint = 'abcd') =>
      new Map([[name, { renewal: { fingerprint, windowStart: 0, windowEnd, renewAt: 0, askAgainAt: 0 } }]]);
    const used = new Map(placeKeys('renewals u', 300).map((key) => [key, now + 7 * minute]));
    const blocked = new Map([['orders u', now + 3 * minute]]);
    const crowded = { used, blocked };
    for (const [memory, standing, expected] of [
      [renewal(now + 7 * minute), crowded, `${name} waits 10`],
      [renewal(now + 7 * minute - 1), crowded, name],
      [renewal(now + 60 * minute), { used: new Map(), blocked }, name],
      [renewal(now + 60 * minute, 'other'), crowded, `${name} waits 5`],
      [new Map(), crowded, `${name} waits 5`],
    ] as const)
      assert.deepEqual(pace([issue(name, 'renew')], { memory, standing }), [expected]);
    const elsewhere = { ...(issue(name, 'renew') as object), server: 'https://other.example/' };
    assert.deepEqual(pace([elsewhere], { memory: renewal(now + 60 * minute), standing: crowded }), [`${name} waits 5`]);
    const wider = {
      ...(issue(name, 'renew') as object),
      certificate: certificate(name, { domains: ['new.example.com', name] }),
    };
    assert.deepEqual(pace([wider], { memory: renewal(now + 60 * minute), standing: crowded }), [`${name} waits 10`]);
    const renamed = { ...(issue(name, 'renew') as object), certificate: certificate('b.example.com') };
    assert.deepEqual(pace([renamed], { memory: renewal(now + 60 * minute), standing: crowded }), [`${name} waits 5`]);
  });
});
