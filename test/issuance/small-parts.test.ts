import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { announceWaits } from '../../core/issuance/plan/announce-waits.js';
import { placeKeys } from '../../core/issuance/rate-limits/charges.js';
import { createLedger } from '../../core/issuance/rate-limits/ledger.js';
import { createFacts } from './create-facts.js';
import { now } from './fixtures.js';

describe('certificates that wait', () => {
  const wait = (name: string, isQueued?: boolean) => ({ kind: 'wait', name, reason: `of ${name}`, isQueued });
  const table: readonly [actions: readonly object[], said: readonly string[]][] = [
    [[{ kind: 'keep', name: 'k' }], []],
    [
      [wait('a'), { kind: 'keep', name: 'k' }, wait('b')],
      ['a: of a', 'b: of b'],
    ],
    [
      [wait('a'), wait('q', true)],
      ['a: of a', 'q: of q'],
    ],
    [
      [wait('q', true), wait('a', false), wait('r', true)],
      ['a: of a', '-: 2 certificates wait for their turn, among them q: of q'],
    ],
  ];

  it('are told of one by one, and those in a queue together', () => {
    for (const [actions, said] of table) {
      const heard: string[] = [];
      announceWaits(actions as never, (event) => {
        if (event.kind === 'notice') heard.push(`${event.certificate ?? '-'}: ${event.message}`);
      });
      assert.deepEqual(heard, said);
    }
  });
});

it('each place of a window has a key of its own, however many are asked for, and again', () => {
  const window = `orders ${randomUUID()}`;
  for (const count of [2, 2, 3, 0])
    assert.deepEqual(
      placeKeys(window, count),
      ['#0', '#1', '#2'].slice(0, count).map((place) => `${window} ${place}`),
    );
});

describe('a ledger', () => {
  it('takes moments alone for moments', () => {
    const read: unknown[] = [];
    const facts = (name: string, parse: (value: unknown) => unknown) => {
      for (const value of [now, `${now}`, Number.NaN, null, {}]) read.push(parse(value));
      return createFacts()(name, (value) => value);
    };
    createLedger({ facts } as never, 'x');
    assert.deepEqual(read, [now, undefined, undefined, undefined, undefined]);
  });

  it('forgets what has passed at each five hundredth change, and nothing else', async () => {
    const ledger = createLedger({ facts: createFacts() }, 'x');
    let made = 0;
    async function change(count: number, changes: Record<string, number> = {}): Promise<string> {
      for (; made < count; made += 1) await ledger.change(() => changes, now);
      return [...(await ledger.all()).keys()].sort().join();
    }
    for (const sweep of [500, 1000]) {
      await change(made + 1, { over: now, coming: now + 1 });
      assert.equal(await change(sweep - 1), 'coming,over');
      assert.equal(await change(sweep), 'coming');
    }
  });
});
