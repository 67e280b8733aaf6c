import assert from 'node:assert/strict';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseMemory } from '../../core/issuance/memory/parse-memory.js';
import { createFingerprint, isFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import { createRateLimits } from '../../core/issuance/rate-limits/index.js';
import { heldUntil, nextBackOff } from '../../core/scheduler/back-off.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { createFacts } from './create-facts.js';
import { certificate, day, hour, now, state } from './fixtures.js';
import { createRehearsal } from './rehearsal.js';
import { summary } from './world.js';

describe('what was remembered by a clock, or of a service, that told nonsense', () => {
  const table: readonly [string, Parameters<typeof heldUntil>, number | undefined][] = [
    ['an ordinary pause', [{ failures: 1, notBefore: now + hour }, now - hour, now], now + hour],
    ['a pause that is over', [{ failures: 1, notBefore: now - 1 }, now - hour, now], undefined],
    ['decades', [{ failures: 1, notBefore: now + 9000 * day }, now - hour, now], now - hour + 7 * day],
    ['decades, a week ago', [{ failures: 1, notBefore: now + 9000 * day }, now - 7 * day, now], undefined],
    ['a failure in the future', [{ failures: 1, notBefore: now + 9001 * day }, now + 9000 * day, now], undefined],
    ['decades, and nobody knows since when', [{ failures: 1, notBefore: now + 9000 * day }, undefined, now], undefined],
  ];
  for (const [what, input, expected] of table) {
    it(`holds for a week at most: ${what}`, () => assert.equal(heldUntil(...input), expected));
  }

  it('is not written any more', () => {
    assert.equal(nextBackOff(undefined, now, 1e300).notBefore, now + 7 * day);
    assert.equal(nextBackOff(undefined, now, Number.NaN).notBefore, now + 5 * 60_000);
  });

  it('is read fact by fact', () => {
    const good = { failures: 2, notBefore: now };
    const failure = { at: now, step: 'order', code: 'API', message: 'no' };
    const renewal = { fingerprint: 'a', windowStart: 1, windowEnd: 2, renewAt: 1, askAgainAt: 1 };
    const facts: readonly [unknown, unknown][] = [
      [
        { backOff: good, lastFailure: failure, renewal },
        { backOff: good, lastFailure: failure, renewal },
      ],
      [{ backOff: { failures: 1, notBefore: 1e300 }, lastFailure: failure }, { lastFailure: failure }],
      [{ backOff: { failures: -1, notBefore: 1 } }, {}],
      [{ backOff: 'x', lastFailure: [], renewal: 7, ordering: {}, revoked: true, early: { count: 0, at: 1 } }, {}],
      [{ lastFailure: { ...failure, at: 'now' }, lastSuccessAt: 1e17 }, {}],
      [{ lastFailure: { ...failure, hint: 4, mend: 'do' } }, { lastFailure: { ...failure, hint: 'do' } }],
      [{ renewal: { ...renewal, renewAt: null } }, {}],
      [{ failedConfiguration: 'a digest without a key', issuedConfiguration: 3 }, {}],
      [[], undefined],
      ['x', undefined],
      [null, undefined],
    ];
    for (const [value, expected] of facts) assert.deepEqual(parseMemory(value), expected, JSON.stringify(value));
  });

  it('stops neither status nor a pass', async () => {
    await using world = await createRehearsal({ domains: 'a.example.com\nb.example.com' });
    await world.pass();
    const directory = join(world.configDir, 'letsencrypt-dns', 'state');
    await mkdir(directory, { recursive: true });
    const at = world.clock.now();
    const facts = [
      { backOff: { failures: 1, notBefore: 1e300 }, lastFailure: { at, step: 'order', code: 'API', message: 'x' } },
      { renewal: { fingerprint: 'x', windowStart: 1e300, windowEnd: 'x', renewAt: -1e300, askAgainAt: 1e300 } },
    ];
    for (const value of facts) {
      await appendFile(join(directory, 'certificates.jsonl'), `${JSON.stringify({ key: 'a.example.com', value })}\n`);
      const states = (await world.status()).map((status) => `${status.name} ${status.state}`);
      assert.deepEqual(states, ['a.example.com ok', 'b.example.com ok']);
      assert.deepEqual(summary(await world.pass()), ['keep a.example.com', 'keep b.example.com']);
    }
  });
});

describe('a pause that a CA asked for', () => {
  const server = 'https://ca.example/directory';
  const order = { server, account: 'https://ca.example/1', domains: ['a.example.com'], isExempt: false };
  const words = { retryAfterMs: 10 * 365 * day };
  const limited = new Failure('RATE_LIMITED', 'too many new orders', words);
  const open = (clock: { now: number }, facts = createFacts()) =>
    createRateLimits({ store: { facts }, isLetsEncrypt: () => false, now: () => clock.now });

  it('lasts a week at most', async () => {
    const clock = { now };
    const limits = open(clock);
    await limits.heed(order, limited);
    clock.now += 7 * day - hour;
    await assert.rejects(limits.takeOrder(order), (error) => isFailure(error, 'RATE_LIMITED'));
    clock.now += hour;
    await limits.takeOrder(order);
  });

  it('is not heeded where it was written by a clock far ahead', async () => {
    const facts = createFacts();
    await open({ now: now + 3650 * day }, facts).heed(order, limited);
    const limits = open({ now }, facts);
    await limits.takeOrder(order);
    assert.deepEqual([...(await limits.standing()).blocked], []);
  });

  it('does not hold up whoever insists', async () => {
    const limits = open({ now });
    await limits.heed(order, limited);
    await limits.takeOrder({ ...order, passesPauses: true });
    await assert.rejects(limits.takeOrder(order), (error) => isFailure(error, 'RATE_LIMITED'));
  });
});

it('a fingerprint tells a change, and nothing to those without its key', () => {
  const wanted = certificate('a.example.com', { steps: { pfx: { export: true, passphrase: 'short' } } });
  const [one, other] = [createFingerprint('key'), createFingerprint('another key')];
  assert.equal(one(wanted, state([wanted])), one({ ...wanted }, state([wanted])));
  assert.notEqual(one(wanted, state([wanted])), other(wanted, state([wanted])));
  assert.notEqual(one(wanted, state([])), one({ ...wanted, reuseKey: true }, state([])));
  assert.notEqual(one(wanted, state([])), one({ ...wanted, steps: { pfx: { export: false } } }, state([])));
  assert.ok(isFingerprint(one(wanted, state([]))) && !isFingerprint('0'.repeat(64)));
});
