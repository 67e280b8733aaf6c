import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { waitLimits } from '../../core/challenges/index.js';
import { readParked } from '../../core/issuance/pass/parked.js';
import { awaitParked } from '../../core/issuance/pass/parked-watch.js';
import type { PassRequest } from '../../core/issuance/pass/run-pass.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

const minute = 60_000;

/** Waits of a minute, parked at once; the time of the program stands, that of the name servers does not. */
const slow = { LEXICON_SLEEP_TIME: '60', LEXICON_MAX_CHECKS: '1', LETSENCRYPT_DNS_TEST_PARK_AFTER: '50' };

/** Records written through the API become visible when the returned function is called. */
function holdBack(world: World): () => void {
  const { zones } = world.provider;
  let isOpen = false;
  for (const [name, zone] of zones) {
    const shown = zone.get.bind(zone);
    zones.set(name, Object.assign(zone, { get: (key: string) => (isOpen ? shown(key) : undefined) }));
  }
  return () => {
    isOpen = true;
  };
}

function ready(...names: readonly string[]): Partial<PassRequest> {
  return { ready: new Set(names) };
}

async function journal(world: World) {
  return world.within(async ({ store }) => ({
    orders: (await store.journal.list('order')).map(({ orderUrl }) => orderUrl),
    records: (await store.journal.list('txt-record')).map(({ content, waitUntil }) => ({ content, waitUntil })),
  }));
}

describe('how long records are waited for', () => {
  const usual = { mode: 'authoritative', sleepTime: 30, maxChecks: 4 } as const;
  const cases = [
    { name: 'the usual time', propagation: usual, publishMs: 0, limitMs: 120_000, withinPassMs: 120_000 },
    { name: 'what the provider needs', propagation: usual, publishMs: 900_000, limitMs: 900_000, withinPassMs: 30_000 },
    { name: 'no less than usual', propagation: usual, publishMs: 60_000, limitMs: 120_000, withinPassMs: 120_000 },
    {
      name: 'what the user gave',
      propagation: { ...usual, sleepTime: 5, isGiven: true },
      publishMs: 900_000,
      limitMs: 20_000,
      withinPassMs: 20_000,
    },
    {
      name: 'a long time that the user gave',
      propagation: { ...usual, maxChecks: 10, isGiven: true },
      publishMs: 0,
      limitMs: 300_000,
      withinPassMs: 30_000,
    },
    {
      name: 'one sleep where nobody looks',
      propagation: { ...usual, mode: 'off', sleepTime: 600 },
      publishMs: 0,
      limitMs: 600_000,
      withinPassMs: 30_000,
    },
  ] as const;
  for (const { name, propagation, publishMs, ...expected } of cases) {
    it(name, () => assert.deepEqual(waitLimits({ propagation }, publishMs, {}), expected));
  }
});

describe('a wait that is parked', () => {
  it('goes on with the same order and value, and leaves nothing', async () => {
    await using world = await createRehearsal({ env: slow });
    const publish = holdBack(world);
    const first = await world.pass();
    assert.deepEqual(
      first.outcomes.map(({ failure, parkedUntil }) => [failure, parkedUntil]),
      [[undefined, world.clock.now() + minute]],
    );
    const parked = await journal(world);
    assert.equal(parked.orders.length, 1);
    assert.equal(parked.records[0]?.waitUntil, world.clock.now() + minute);
    // A pass for another reason leaves it alone, and the sweep does, too.
    assert.deepEqual(summary(await world.pass()), ['wait www.example.com']);
    assert.deepEqual(await journal(world), parked);
    assert.equal(world.provider.txt().length, 1);
    publish();
    const writes = world.provider.requests.filter((request) => request.startsWith('PATCH')).length;
    assert.deepEqual(summary(await world.pass(ready('www.example.com'))), ['create www.example.com done']);
    const after = world.provider.requests.filter((request) => request.startsWith('PATCH')).length;
    assert.equal(after - writes, 1, 'nothing but the removal is written');
    assert.deepEqual(await journal(world), { orders: [], records: [] });
    assert.deepEqual(world.provider.txt(), []);
    assert.equal(world.ca.stats.requests.newOrder, 1);
  });

  it('does not keep others, nor what a changed configuration asks for', async () => {
    await using world = await createRehearsal({ env: slow, domains: 'www.example.com' });
    const publish = holdBack(world);
    await world.pass();
    publish();
    await world.writeDomains('www.example.com\nmail.example.com');
    assert.deepEqual(summary(await world.pass()), ['wait www.example.com', 'create mail.example.com done']);
  });

  it('is watched without a pass until the records are visible', async () => {
    await using world = await createRehearsal({ env: slow });
    const publish = holdBack(world);
    await world.pass();
    await world.within(async (services) => {
      const state = await world.state();
      const over = awaitParked(services, state, new AbortController().signal);
      setTimeout(publish, 100);
      assert.deepEqual(await over, new Set(['www.example.com']));
    });
  });

  it('ends when its time is up; the value stays for the next try, with the same order', async () => {
    await using world = await createRehearsal({ env: slow });
    const publish = holdBack(world);
    await world.pass();
    world.clock.advance(minute);
    await world.within(async (services) => {
      const ready = await awaitParked(services, await world.state(), new AbortController().signal);
      assert.deepEqual(ready, new Set(['www.example.com']), 'the pass has the last look, and the failure');
    });
    const failed = await world.pass();
    assert.deepEqual(summary(failed), ['create www.example.com PROPAGATION']);
    assert.match(failed.outcomes[0]?.failure?.message ?? '', /not visible after 6\d s/);
    const { orders, records } = await journal(world);
    assert.deepEqual([orders.length, records[0]?.waitUntil], [1, 0]);
    assert.equal(world.provider.txt().length, 1);
    world.clock.advance(10 * minute);
    publish();
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(await journal(world), { orders: [], records: [] });
    assert.deepEqual(world.provider.txt(), []);
    assert.equal(world.ca.stats.requests.newOrder, 1);
  });

  it('of a certificate that is dropped is cleaned up by the next pass', async () => {
    await using world = await createRehearsal({ env: slow });
    holdBack(world);
    await world.pass();
    await world.writeDomains('mail.example.com');
    await world.pass();
    world.clock.advance(11 * minute);
    await world.pass({ signal: new AbortController().signal });
    const { records } = await journal(world);
    assert.equal(records.length, 1, 'only that of the other one');
    assert.equal(world.provider.txt().filter((line) => line.includes('.www.')).length, 0);
  });

  it('begins anew where the names have changed, and takes the old values away', async () => {
    await using world = await createRehearsal({ env: slow });
    const publish = holdBack(world);
    await world.pass();
    publish();
    await world.writeDomains('www.example.com ftp.example.com');
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
    assert.deepEqual(world.provider.txt(), []);
  });

  it('in mode off sleeps once, beside the passes', async () => {
    await using world = await createRehearsal({ env: { ...slow, DNS_PROPAGATION: 'off' } });
    const first = await world.pass();
    assert.equal(first.outcomes[0]?.parkedUntil, world.clock.now() + minute);
    world.clock.advance(minute);
    assert.deepEqual(summary(await world.pass()), ['create www.example.com done']);
  });

  it('is none once its order or its age speaks against it', async () => {
    await using world = await createRehearsal({ env: slow });
    holdBack(world);
    await world.pass();
    const count = async () =>
      world.within(async ({ store, clock }) => (await readParked(store, await world.state(), clock.now())).length);
    assert.equal(await count(), 1);
    world.clock.advance(4 * 24 * 60 * minute);
    assert.equal(await count(), 0);
    world.clock.advance(-4 * 24 * 60 * minute);
    await world.within(async ({ store }) => {
      for (const { id } of await store.journal.list('order')) await store.journal.remove(id);
    });
    assert.equal(await count(), 0);
    await world.within(({ store }) => store.journal.list('txt-record'));
    await world.pass();
    assert.equal(world.provider.txt().length, 1, 'the old value is gone, that of a new order is there');
  });
});
