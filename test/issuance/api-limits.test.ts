import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProviderFault } from '../faults/fake-powerdns.js';
import { createRequestWindow, type Seen } from '../faults/request-window.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

/** Refuses the writes that are more than so many in a window. */
function limitWrites(world: World, most: number, windowMs: number): Seen {
  const { seen, take } = createRequestWindow(most, windowMs);
  world.provider.fault = (method, body): ProviderFault | undefined => {
    const waitMs = method === 'PATCH' ? take(body) : undefined;
    return waitMs === undefined ? undefined : { status: 429, headers: { 'retry-after': `${waitMs / 1000 + 0.005}` } };
  };
  return seen;
}

async function leftInJournal(world: World): Promise<number> {
  return world.within(async ({ store }) => {
    const orders = await store.journal.list('order');
    return orders.length + (await store.journal.list('txt-record')).length;
  });
}

describe('an API that takes few writes', () => {
  it('gives one certificate of 20 names its records in one write, and takes them away in one', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}.example.com`);
    await using world = await createRehearsal({ domains: names.join(' ') });
    const seen = limitWrites(world, 1, 300);
    assert.deepEqual(summary(await world.pass()), ['create n0.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
    assert.equal(await leftInJournal(world), 0);
    assert.equal(seen.taken, 2);
  });

  it('is waited for, by certificates of many zones, which all are issued and cleaned up wholly', async () => {
    const zones = Array.from({ length: 12 }, (_, index) => `z${index}.example`);
    await using world = await createRehearsal({ domains: zones.map((zone) => `www.${zone}`).join('\n'), zones });
    const seen = limitWrites(world, 6, 1000);
    const result = await world.pass();
    assert.deepEqual([...new Set(summary(result).map((line) => line.split(' ')[2]))], ['done']);
    assert.deepEqual(world.provider.txt(), []);
    assert.equal(await leftInJournal(world), 0);
    assert.equal(seen.taken, 24);
    // On a busy machine there are windows that few come in time for; who was refused leaves none of them half empty.
    assert.ok(seen.wasted <= 1, `${seen.wasted} of ${seen.windows} windows`);
    // Those that were on their way together are refused once; after that one goes before the others.
    assert.ok(seen.refused <= 12 + seen.windows, `${seen.refused} refusals`);
  });

  it('that wants a pause longer than anyone waits keeps order and values for the next try', async () => {
    await using world = await createRehearsal();
    world.provider.fault = (method) =>
      method === 'PATCH' ? { status: 429, headers: { 'retry-after': '7200' } } : undefined;
    const [outcome] = (await world.pass()).outcomes;
    assert.equal(outcome?.failure?.code, 'RATE_LIMITED');
    assert.equal(outcome?.retryAt, world.clock.now() + 7_200_000);
    world.provider.fault = undefined;
    world.clock.advance(7_200_000);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.equal(world.ca.stats.requests.newOrder, 1);
    assert.equal(await leftInJournal(world), 0);
    assert.deepEqual(world.provider.txt(), []);
  });

  it('gives clean-up its time, beside the next steps of the order', async () => {
    await using world = await createRehearsal();
    world.provider.fault = (method, body) =>
      method === 'PATCH' && !body.includes('"content"') && world.provider.requests.length < 100 && pause()
        ? { status: 429, headers: { 'retry-after': '0.3' } }
        : undefined;
    let refusals = 0;
    function pause(): boolean {
      refusals += 1;
      return refusals <= 3;
    }
    const left: number[] = [];
    const result = await world.pass({
      emit: ({ kind }) => {
        if (kind === 'pass-ended') left.push(world.provider.txt().length);
      },
    });
    assert.deepEqual(summary(result), ['create www.example.com done']);
    assert.deepEqual([left, result.recordsDueAt], [[0], undefined], 'a pass ends once nothing of it is left');
    assert.equal(refusals, 4);
    assert.deepEqual(world.provider.txt(), []);
    assert.equal(await leftInJournal(world), 0);
  });
});
