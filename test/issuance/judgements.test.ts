import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseAccount } from '../../core/challenges/choose-account.js';
import { afterFailure, afterRemoval, isDue, lateMs } from '../../core/challenges/leftover-timing.js';
import { waitLimits } from '../../core/challenges/wait-limits.js';
import { backOffAfter } from '../../core/issuance/memory/back-off-after.js';
import { parseMemory } from '../../core/issuance/memory/parse-memory.js';
import { broadcast, issuanceSteps, someOf } from '../../core/issuance/pass/events.js';
import { postponement } from '../../core/issuance/plan/postponement.js';
import { pickRenewalMoment, renewalMoment } from '../../core/issuance/plan/renewal-moment.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { day, hour, minute, now } from './fixtures.js';

describe('when a certificate is renewed', () => {
  const of = (lifetimeDays: number, fingerprint = 'AB:CD') => ({
    notBefore: new Date(now),
    notAfter: new Date(now + lifetimeDays * day),
    fingerprint,
  });
  const suggested = (renewAt: number, windowEnd = renewAt + day) => ({
    fingerprint: 'ABCD'.toLowerCase(),
    ...{ windowStart: renewAt - day, windowEnd, renewAt, askAgainAt: 0 },
  });
  const plain = (moment: ReturnType<typeof renewalMoment>) => ({ ...moment, at: (moment.at - now) / day });
  const fingerprint = suggested(0).fingerprint;

  it('is told by its life, where nobody else tells', () => {
    const table: readonly [lifetime: number, count: number, at: number, why: RegExp, fingerprint?: string][] = [
      [90, 1, 60, /^a third of its lifetime is left$/],
      [10, 1, 10 - 10 / 3, /^a third/],
      [9.9, 1, 4.95, /^half of its lifetime is left$/],
      [90, 99, 60, /^a third of its lifetime is left$/, 'ff'.repeat(8)],
      [90, 100, 51, /^a third of its lifetime is left, or more to spread/, 'ff'.repeat(8)],
      [90, 100, 55.5, /to spread/, '80000000'],
      [90, 100, 60, /^a third of its lifetime is left$/, '0'.repeat(16)],
      [90, 100, 60, /^a third of its lifetime is left$/, 'no digits'],
    ];
    for (const [lifetime, count, at, why, print] of table) {
      const moment = plain(renewalMoment(of(lifetime, print), undefined, count));
      assert.ok(Math.abs(moment.at - at) < 0.001, `${moment.at} for ${lifetime} ${count}`);
      assert.match(moment.why, why);
      assert.deepEqual([moment.by, moment.needsNewKey, moment.isEarly], ['policy', false, false]);
    }
  });

  it('is what the CA suggests, with a tenth kept for trouble; a window that is over is a recall', () => {
    const table: readonly [renewal: object, at: number, early: boolean, newKey: boolean][] = [
      [suggested(now + 50 * day), 50, false, false],
      [suggested(now + 89 * day), 81, false, false],
      [suggested(now + 30 * day), 30, false, false],
      [suggested(now + 29 * day), 29, true, false],
      [suggested(now + 50 * day, now + 50 * day), 50, true, true],
      [suggested(now + 61 * day, now + 60 * day), 61, false, false],
    ];
    for (const [renewal, at, early, newKey] of table) {
      const moment = plain(renewalMoment(of(90), { renewal } as never));
      assert.deepEqual([moment.at, moment.by, moment.isEarly, moment.needsNewKey], [at, 'ARI', early, newKey]);
      assert.match(moment.why, newKey ? /wants it replaced at once/ : /^the CA suggests to renew it$/);
    }
    assert.equal(renewalMoment(of(90, 'EF'), { renewal: suggested(now) } as never).by, 'policy');
    const revoked = renewalMoment(of(90), { revoked: { fingerprint, at: now } } as never);
    assert.deepEqual([plain(revoked).at, revoked.by, revoked.needsNewKey], [0, 'revocation', true]);
    assert.equal(revoked.isEarly, false);
    assert.equal(renewalMoment(of(90), { revoked: { fingerprint: 'ef', at: now } } as never).by, 'policy');
  });

  it('comes ever more rarely where the CA always wants it early', () => {
    const early = (count: number) => ({ renewal: suggested(now, now), early: { count, at: now } }) as never;
    for (const [count, at, why] of [
      [1, 1, /once already$/],
      [2, 2, /2 times in a row$/],
      [3, 4, /3 times/],
      [4, 7, /4 times/],
      [9, 7, /9 times/],
    ] as const) {
      const moment = renewalMoment(of(90), early(count));
      assert.equal(plain(moment).at, at);
      assert.match(moment.why, why);
    }
    assert.equal(plain(renewalMoment(of(3), early(9))).at, 1.5, 'but not later than by its life');
    assert.deepEqual(
      [0, 0.5, 1].map((random) => pickRenewalMoment(now, now + day, random, 0) - now),
      [0, day / 2, day],
    );
    assert.equal(pickRenewalMoment(now - day, now - hour, 0.5, now), now);
  });
});

describe('what failed before', () => {
  const failure = (retryAfterMs?: number, code: 'RATE_LIMITED' | 'DNS' | 'STORE' = 'RATE_LIMITED') =>
    new Failure(code, 'no', retryAfterMs === undefined ? {} : { retryAfterMs });

  it('is not counted where the CA only asked for a pause, of a minute at least and a week at most', () => {
    const table: readonly [retryAfterMs: number, pause: number][] = [
      [0, minute],
      [minute + 1, minute + 1],
      [hour, hour],
      [30 * day, 7 * day],
    ];
    for (const [retryAfterMs, pause] of table)
      assert.deepEqual(backOffAfter(failure(retryAfterMs), { failures: 3, notBefore: 0 }, now), {
        failures: 3,
        notBefore: now + pause,
      });
    assert.equal(backOffAfter(failure(hour), undefined, now).failures, 1);
    // A store that was away goes on soon, each time; one that refuses does not.
    assert.deepEqual(backOffAfter(failure(10_000, 'STORE'), undefined, now), { failures: 1, notBefore: now + 10_000 });
    assert.deepEqual(backOffAfter(failure(10_000, 'STORE'), { failures: 3, notBefore: 0 }, now), {
      failures: 3,
      notBefore: now + 10_000,
    });
    for (const other of [failure(), failure(undefined, 'DNS'), failure(1, 'DNS'), failure(undefined, 'STORE')])
      assert.equal(backOffAfter(other, { failures: 3, notBefore: 0 }, now).failures, 4);
  });

  it('holds the same configuration up, as does a program that is killed while it orders', () => {
    const failed = {
      backOff: { failures: 1, notBefore: now + minute },
      lastFailure: { at: now - minute },
      failedConfiguration: 'abc',
    };
    const ordering = (count: number, at = now, of = 'abc') => ({ ordering: { at, count, configuration: of } });
    const table: readonly [memory: object | undefined, hasOrder: boolean, why: RegExp | undefined][] = [
      [undefined, false, undefined],
      [failed, false, /failed once/],
      [{ ...failed, backOff: { failures: 2, notBefore: now + minute } }, false, /failed 2 times/],
      [{ ...failed, failedConfiguration: 'other' }, false, undefined],
      [{ ...failed, backOff: { failures: 1, notBefore: now - 1 } }, false, undefined],
      [ordering(1), false, undefined],
      [ordering(2), false, /cut short 2 times/],
      [ordering(2), true, undefined],
      [ordering(2, now, 'other'), false, undefined],
      [ordering(2, now + 1), false, undefined],
      [ordering(2, now - 30 * day), false, undefined],
    ];
    for (const [memory, hasOrder, why] of table) {
      const found = postponement(memory as never, () => 'abc', hasOrder, now);
      if (why === undefined) assert.equal(found, undefined, JSON.stringify(memory));
      else assert.match(found?.why ?? '', why, JSON.stringify(memory));
    }
  });

  it('is read fact by fact, and what makes no sense is left out', () => {
    const whole = { at: 1, step: 's', code: 'c', message: 'm' };
    const renewal = { fingerprint: 'f', windowStart: 1, windowEnd: 2, renewAt: 3, askAgainAt: 4 };
    const table: readonly [key: string, value: unknown, read: unknown][] = [
      ['lastFailure', whole, whole],
      [
        'lastFailure',
        { ...whole, mend: 'h', place: 'p', status: 4, serviceCode: 'x', provider: 'y', profile: 'z', other: 1 },
        { ...whole, hint: 'h', place: 'p', status: 4, serviceCode: 'x', provider: 'y', profile: 'z' },
      ],
      ['lastFailure', { ...whole, hint: 'h', mend: 'old', status: 'x' }, { ...whole, hint: 'h' }],
      ...Object.keys(whole).map((missing): [string, unknown, unknown] => [
        'lastFailure',
        { ...whole, [missing]: undefined },
        undefined,
      ]),
      ['backOff', { failures: 1, notBefore: 2 }, { failures: 1, notBefore: 2 }],
      ['backOff', { failures: 0, notBefore: 2 }, undefined],
      ['backOff', { failures: 1 }, undefined],
      ['renewal', renewal, renewal],
      ['renewal', { ...renewal, explanationUrl: 'u', x: 1 }, { ...renewal, explanationUrl: 'u' }],
      ...Object.keys(renewal).map((missing): [string, unknown, unknown] => [
        'renewal',
        { ...renewal, [missing]: undefined },
        undefined,
      ]),
      ['revoked', { fingerprint: 'f', at: 1 }, { fingerprint: 'f', at: 1 }],
      ['revoked', { fingerprint: 'f' }, undefined],
      ['revoked', { at: 1 }, undefined],
      ['early', { count: 1, at: 2 }, { count: 1, at: 2 }],
      ['early', { count: 0, at: 2 }, undefined],
      ['early', { count: 1.5, at: 2 }, undefined],
      ['early', { count: 1 }, undefined],
      ['ordering', { at: 1, count: 1 }, undefined],
      ['lastSuccessAt', 5, 5],
      ['lastSuccessAt', 'x', undefined],
      ['failedConfiguration', 7, undefined],
    ];
    for (const [key, value, read] of table)
      assert.deepEqual(
        parseMemory({ [key]: value }),
        read === undefined ? {} : { [key]: read },
        `${key} ${JSON.stringify(value)}`,
      );
    assert.equal(parseMemory('x'), undefined);
  });
});

describe('records', () => {
  it('that were removed are looked at once more, and those that failed ever more rarely', () => {
    const entry = { createdAt: now, waitUntil: now + 1, attempts: 1 } as never;
    assert.deepEqual(afterRemoval(entry, now), { createdAt: now, attempts: 1, retryAt: now + lateMs });
    assert.equal(afterRemoval(entry, now + lateMs), undefined);
    assert.equal(afterRemoval(entry, now - 1), undefined);
    const pauses = [1, 5, 15, 60, 360, 1440, 1440];
    for (const [attempts, minutes] of pauses.entries())
      assert.deepEqual(afterFailure({ createdAt: now, ...(attempts > 0 && { attempts }) } as never, now), {
        ...{ createdAt: now, attempts: attempts + 1, retryAt: now + minutes * minute },
      });
    const due: readonly [entry: object, isDue: boolean][] = [
      [{ createdAt: now }, true],
      [{ createdAt: now, retryAt: now }, true],
      [{ createdAt: now, retryAt: now + 1 }, false],
      [{ createdAt: now + 1, retryAt: now + 1 }, true],
    ];
    for (const [one, expected] of due) assert.equal(isDue(one as never, now), expected, JSON.stringify(one));
  });

  it('are waited for as long as was said, else as long as the service takes, and within a pass no longer than it may', () => {
    const limits = (propagation: object, publishMs = 0, env = {}) => {
      const { limitMs, withinPassMs } = waitLimits({ propagation } as never, publishMs, env);
      return [limitMs / 1000, withinPassMs / 1000];
    };
    const usual = { mode: 'authoritative', sleepTime: 30, maxChecks: 4 };
    assert.deepEqual(limits(usual), [120, 120]);
    assert.deepEqual(limits(usual, 600_000), [600, 30]);
    assert.deepEqual(limits({ ...usual, isGiven: true }, 600_000), [120, 120]);
    assert.deepEqual(limits({ ...usual, sleepTime: 31 }), [124, 30]);
    assert.deepEqual(limits({ ...usual, mode: 'off' }, 600_000), [30, 30]);
    assert.deepEqual(limits({ ...usual, mode: 'off', sleepTime: 121 }), [121, 30]);
    assert.deepEqual(limits(usual, 0, { LETSENCRYPT_DNS_TEST_PARK_AFTER: '1000' }), [120, 1]);
  });

  it('are written by the account that the zone’s servers tell, or a mapping names', async () => {
    const providers = ['one', 'two', 'three'].map((id) => ({
      manifest: { id, title: id.toUpperCase(), options: {}, nameServers: [`${id}.example`] },
    }));
    const account = (provider: string) => ({ provider, place: 'here' });
    const choose = async (hosts: Record<string, string[]>, more: object = {}, apexes = ['sub.a.org', 'a.org']) => {
      const choice = { accounts: [account('one'), account('two')], mapping: {}, unusable: {}, ...more };
      const profile = { place: 'PLACE', choice } as never;
      return chooseAccount(profile, apexes, {
        providers: providers as never,
        serversOf: async (apex) => hosts[apex] ?? [],
      }).then(
        ({ provider }: { provider: string }) => provider,
        (error: unknown) => (isFailure(error) ? `${error.code} ${error.message}` : assert.fail(String(error))),
      );
    };
    assert.equal(await choose({}, { mapping: { 'a.org': { provider: 'two' } } }), 'two');
    assert.match(await choose({}), /^DNS sub\.a\.org has no name servers/);
    assert.match(
      await choose({ 'a.org': ['ns.unknown.net'] }),
      /^CONFIG no provider has the name servers of a\.org: ns\.unknown\.net$/,
    );
    const plain = { provider: 'x', choice: undefined } as never;
    assert.equal(await chooseAccount(plain, [], { providers: [], serversOf: async () => [] }), plain);
  });
});

describe('what a pass tells', () => {
  it('names some of many, its steps in their order, and goes to all who listen', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    assert.deepEqual(
      [3, 4, 5].map((count) => someOf(names.slice(0, count))),
      ['a, b, c', 'a, b, c, d', 'a, b, c and 2 others'],
    );
    assert.equal(someOf(names, 1), 'a and 4 others');
    assert.equal(
      issuanceSteps.join(),
      'account,order,records,propagation,validation,finalize,save,clean-up,post-issue',
    );
    const heard: unknown[] = [];
    const errors: unknown[] = [];
    const listen = broadcast(
      [
        () => {
          throw new Error('deaf');
        },
        (event) => void heard.push(event),
      ],
      (error) => errors.push(error),
    );
    listen({ kind: 'notice', message: 'x' });
    assert.deepEqual([heard.length, errors.length], [1, 1]);
  });
});
