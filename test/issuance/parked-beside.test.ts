import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { parkActions, readParked, writerOf } from '../../core/issuance/pass/parked.js';
import { awaitParked } from '../../core/issuance/pass/parked-watch.js';
import type { Action } from '../../core/issuance/plan/actions.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import type { JournalEntry } from '../../core/store/facts/journal-entries.js';
import { openMemoryStore } from '../store/memory-store.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';
import { notingLogger } from './noting-logger.js';

const names = ['a.example.com', 'b.example.com'];
const profile = { id: 'environment', provider: 'memory', propagation: { mode: 'off' } };
const asked = state(
  names.map((name) => certificate(name)),
  {
    profiles: { environment: profile as never, other: { ...profile, id: 'other' } as never },
  },
);

const record = (owner: string, waitUntil: number, more: object = {}): JournalEntry => ({
  kind: 'txt-record',
  zone: 'example.com',
  name: `_acme-challenge.${owner.split('.')[0]}`,
  content: `of ${owner}`,
  provider: 'memory',
  certificate: owner,
  createdAt: now,
  waitUntil,
  ...more,
});
const order = (owner: string, domains = [owner]): JournalEntry => ({
  kind: 'order',
  certificate: owner,
  orderUrl: 'x',
  server: 'y',
  accountUrl: 'z',
  domains,
  createdAt: now,
});

async function storeWith(entries: readonly JournalEntry[]) {
  const store = openMemoryStore();
  for (const entry of entries) await store.journal.add(entry);
  return store;
}

describe('a wait without a pass', () => {
  it('is one of records that are kept for an order about the same names, with an account that is still there', async () => {
    const [a = '', b = ''] = names;
    const table: readonly [what: string, entries: readonly JournalEntry[], parked: readonly string[]][] = [
      ['one', [order(a), record(a, now + 5)], [`${a} until 5 with 1`]],
      ['two records', [order(a), record(a, now + 5), record(a, now + 9)], [`${a} until 9 with 2`]],
      [
        'two',
        [order(a), order(b), record(a, now + 5), record(b, now + 1)],
        [`${a} until 5 with 1`, `${b} until 1 with 1`],
      ],
      ['no order', [record(a, now + 5)], []],
      ['an order for others', [order(b), record(a, now + 5)], []],
      ['other names', [order(a, [a, b]), record(a, now + 5)], []],
      ['another name', [order(a, [b]), record(a, now + 5)], []],
      ['ended before', [order(a), record(a, 0)], []],
      ['a leftover', [order(a), { ...record(a, 0), waitUntil: undefined } as never], []],
      ['nobody asks for it', [order('c.example.com'), record('c.example.com', now + 5)], []],
      ['another account', [order(a), record(a, now + 5, { profile: 'other' })], [`${a} until 5 with 1`]],
      ['a lost account', [order(a), record(a, now + 5, { profile: 'lost' })], []],
      ['another provider', [order(a), record(a, now + 5), record(a, now + 5, { provider: 'p' })], []],
      ['too old', [order(a), record(a, now + 5, { createdAt: now - 3 * day })], []],
    ];
    for (const [what, entries, parked] of table) {
      const found = await readParked(await storeWith(entries), asked, now);
      assert.deepEqual(
        found.map((one) => `${one.name} until ${one.until - now} with ${one.entries.length}`).sort(),
        parked,
        what,
      );
    }
    const [held, entries] = ['held.example.com', ['a.example.com', 'held.example.com']];
    const two = await storeWith(entries.flatMap((one) => [order(one), record(one, now + 5)]));
    assert.deepEqual(
      (await readParked(two, { ...asked, held: [held] }, now)).map((one) => one.name),
      [a],
      'a wrong line has no names to wait for',
    );
    assert.equal(writerOf(asked, { provider: 'memory' })?.id, 'environment');
    assert.equal(writerOf(asked, { provider: 'memory', profile: 'toString' }), undefined);
  });

  it('holds up what is to be issued, until its end or until somebody asks for it', () => {
    const issue = { kind: 'renew', name: 'a', reason: 'it is due' } as Action;
    const parked = (until: number) => [{ name: 'a', entries: [], until }];
    const keep = { kind: 'keep', name: 'a', lineage: lineage('a') } as unknown as Action;
    for (const [action, until, ready, waits] of [
      [issue, now + 1, [], true],
      [issue, now, [], false],
      [issue, now + 1, ['a'], false],
      [issue, now + 1, ['b'], true],
      [{ ...issue, name: 'b' }, now + 1, [], false],
      [keep, now + 1, [], false],
    ] as const) {
      const [found] = parkActions([action], parked(until), new Set(ready), now);
      if (!waits) assert.equal(found, action);
      else
        assert.deepEqual(found, {
          kind: 'wait',
          name: 'a',
          reason: 'it is due; its TXT records are written and not visible everywhere yet',
          until,
          pending: action,
        });
    }
    assert.deepEqual(parkActions([issue], [], new Set(), now), [issue]);
  });

  it('ends where the records are visible, or a pass went on with them, or somebody stops it', async () => {
    const [a = '', b = ''] = names;
    const never = new AbortController().signal;
    const logged: string[] = [];
    /** Sleeps until it is stopped, but for the times that are told. */
    function watch(store: ReturnType<typeof openMemoryStore>, signal: AbortSignal, wakes: (ms: number) => boolean) {
      const slept: number[] = [];
      async function sleep(ms: number, stop: AbortSignal = never): Promise<void> {
        slept.push(ms);
        if (wakes(ms)) return;
        const over = new Promise((_, reject) => stop.addEventListener('abort', () => reject(stop.reason)));
        // What the clock of the machine sleeps would not let the process end before.
        const alive = setInterval(() => {}, 1000);
        await over.finally(() => clearInterval(alive));
      }
      const clock = { now: () => now, sleep };
      const services = { store, clock, env: {}, log: notingLogger(logged), dispatcher: {} as never };
      return { slept, found: awaitParked(services, asked, signal).then((ready) => ready && [...ready].sort()) };
    }
    const none = watch(openMemoryStore(), never, () => true);
    assert.deepEqual([await none.found, none.slept], [undefined, []]);

    const orders = [order(a), order(b)];
    const over = watch(await storeWith([...orders, record(a, 1), record(b, now + hour)]), never, (ms) => ms === 1000);
    assert.deepEqual([await over.found, over.slept], [[a], [5000, 1000]], 'others are waited for a second');
    assert.equal(getEventListeners(never, 'abort').length, 0);
    const together = watch(await storeWith([...orders, record(a, 1), record(b, now + 5)]), never, () => false);
    assert.deepEqual([await together.found, logged], [[a, b], Array.from({ length: 2 }, () => 'info records.parked')]);

    const soon = watch(await storeWith([order(a), record(a, now + 5)]), never, (ms) => ms === 1000);
    assert.deepEqual(await soon.found, [a], 'in milliseconds');

    const store = await storeWith([...orders, record(a, now + hour), record(b, now + hour)]);
    let looks = 0;
    const gone = watch(store, never, (ms) => {
      if (ms === 1000) return true;
      looks += 1;
      if (looks === 3)
        void store.journal.list('txt-record').then(async ([entry]) => store.journal.remove(entry?.id ?? ''));
      return true;
    });
    assert.deepEqual([await gone.found, looks >= 3], [[], true]);

    const stop = new AbortController();
    const stopped = watch(await storeWith([order(a), record(a, now + hour)]), stop.signal, () => false);
    setImmediate(() => stop.abort(new Failure('ABORTED', 'stopped')));
    await assert.rejects(stopped.found, (error) => isFailure(error, 'ABORTED'));
  });
});
