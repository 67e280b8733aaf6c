import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRateLimits } from '../../core/issuance/rate-limits/index.js';
import { failedValidations } from '../../core/issuance/rate-limits/limits.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { createFacts } from './create-facts.js';
import { hour, minute, now } from './fixtures.js';

const server = 'https://acme-v02.api.letsencrypt.org/directory';
const account = 'https://acme-v02.api.letsencrypt.org/acme/acct/1';

function limitsAt(clock: { now: number }, facts = createFacts()) {
  return createRateLimits({ store: { facts }, isLetsEncrypt: (url) => url === server, now: () => clock.now });
}

describe('failed validations of a name', () => {
  it('are never more than four within an hour, whatever asks for them', async () => {
    const clock = { now };
    const facts = createFacts();
    const failures: number[] = [];
    for (; clock.now < now + 12 * hour; clock.now += minute) {
      try {
        const ticket = await limitsAt(clock, facts).takeValidations(account, ['a.example.com', 'b.example.com']);
        await ticket.settle(['a.example.com']);
        failures.push(clock.now);
      } catch (error) {
        assert.ok(isFailure(error, 'RATE_LIMITED'));
      }
    }
    for (const moment of failures) {
      const within = failures.filter((other) => other >= moment && other < moment + hour).length;
      assert.ok(within <= 4, `${within} within an hour`);
    }
    assert.ok(failures.length >= 12);
  });

  it('count while they are under way, and not when they succeed', async () => {
    const limits = limitsAt({ now });
    const tickets = [];
    for (let count = 0; count < failedValidations.capacity; count += 1) {
      tickets.push(await limits.takeValidations(account, ['a.example.com']));
    }
    await assert.rejects(limits.takeValidations(account, ['a.example.com']), /failed too often within an hour/);
    for (const ticket of tickets) await ticket.settle([]);
    for (let count = 0; count < failedValidations.capacity; count += 1)
      await limits.takeValidations(account, ['a.example.com']);
    await assert.rejects(limits.takeValidations(account, ['a.example.com']), /failed too often within an hour/);
  });

  it('write nothing where none failed', async () => {
    const facts = createFacts();
    const written: string[] = [];
    const noting = ((name: string, parse: never) => {
      const kept = facts(name, parse);
      return {
        ...kept,
        change(...given: Parameters<typeof kept.change>) {
          written.push(name);
          return kept.change(...given);
        },
      };
    }) as typeof facts;
    const limits = limitsAt({ now }, noting);
    await (await limits.takeValidations(account, ['a.example.com'])).settle([]);
    assert.deepEqual(written, []);
    await (await limits.takeValidations(account, ['a.example.com'])).settle(['a.example.com']);
    const order = { server, account, domains: ['a.example.com'], isExempt: false };
    await limits.heed(order, new Failure('RATE_LIMITED', 'too many new orders', { retryAfterMs: hour }));
    assert.deepEqual(written, ['rate-limits', 'rate-limit-blocks'], 'as another version finds it');
  });
});
