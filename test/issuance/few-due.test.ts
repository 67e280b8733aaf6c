import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { CertificateMemory } from '../../core/issuance/memory/memory.js';
import type { PassServices } from '../../core/issuance/pass/pass-services.js';
import { planPass } from '../../core/issuance/pass/plan-pass.js';
import { runPass } from '../../core/issuance/pass/run-pass.js';
import { plainFingerprint } from '../../core/issuance/steps/issued-certificate.js';
import type { CertificateStore, LineagesOptions } from '../../core/store/store.js';
import { makeAuthority } from '../store/certificates.js';
import { saveRequest } from '../store/volume.js';
import { day, hour } from './fixtures.js';
import { createRehearsal } from './rehearsal.js';
import { summary, type World } from './world.js';

const authority = makeAuthority();
const names = Array.from({ length: 64 }, (_, index) => `n${index}.example.com`);
const material = new Map(names.map((name) => [name, authority.issue([name])]));
const [early, late] = ['n7.example.com', 'n40.example.com'];

/** A world with certificates of which two come due, one after 2 and one after 8 hours; their CA has told of all of them. */
async function prepare(context: TestContext) {
  const world = await createRehearsal({ domains: names.join('\n') });
  context.after(() => world[Symbol.asyncDispose]());
  // Files count as settled two seconds after their last change: the test need not wait for that.
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 120_000 });
  // A start holds for a day of UTC: each test is over within one, whenever it is run.
  world.clock.advance(day - (world.clock.now() % day));
  const now = world.clock.now();
  const directoryUrl = world.env.LETSENCRYPT_SERVER ?? '';
  await world.within(async ({ store, memory }) => {
    for (const [name, pem] of material) {
      const request = saveRequest(name, pem);
      await store.save({ ...request, renewal: { ...request.renewal, server: directoryUrl } });
    }
    for (const { name, certificate } of await store.lineages()) {
      const renewAt = now + (name === early ? 2 * hour : name === late ? 8 * hour : 40 * day);
      const fingerprint = plainFingerprint(certificate?.fingerprint ?? '');
      const window = { windowStart: renewAt, windowEnd: renewAt + day, renewAt };
      const known: CertificateMemory = { renewal: { ...window, fingerprint, askAgainAt: now + 20 * hour } };
      await memory.update(name, () => known);
    }
  });
  return world;
}

/** A pass that may leave certificates alone, and how the store was asked for lineages: `all`, or the names. */
function pass(world: World, isStart = true) {
  return world.within(async (services) => {
    const asked: (string | readonly string[])[] = [];
    const store: CertificateStore = {
      ...services.store,
      lineages(options: LineagesOptions = {}) {
        asked.push(options.names === undefined ? 'all' : [...options.names].sort());
        return services.store.lineages(options);
      },
    };
    const request = { state: await world.state(), emit: () => {}, signal: new AbortController().signal, isStart };
    const result = await runPass({ ...services, store } satisfies PassServices, request);
    const looked = new Set(asked.flat());
    return { done: summary(result), looked: [...looked].sort(), others: result.others?.unchanged };
  });
}

/** What a look at everything would do. */
async function pending(world: World): Promise<string[]> {
  const state = await world.state();
  return world.within(async (services) => {
    const actions = await planPass(services, { state }, await services.store.lineages());
    return actions.filter(({ kind }) => kind !== 'keep').map(({ kind, name }) => `${kind} ${name}`);
  });
}

describe('a pass in which few certificates are due', () => {
  it('looks at these alone, and at no others afterwards', async (context) => {
    const world = await prepare(context);
    assert.deepEqual((await pass(world)).looked, ['all']);
    // What a start has done to files is looked at once more.
    await pass(world);
    assert.deepEqual(await pass(world), { done: [], looked: [], others: 64 });
    world.clock.advance(3 * hour);
    assert.deepEqual(await pass(world), { done: [`renew ${early} done`], looked: [early], others: 63 });
    assert.deepEqual(await pending(world), []);
    // It is shown to the plugins of a start once.
    assert.deepEqual(await pass(world), { done: [`keep ${early}`], looked: [early], others: 63 });
    assert.deepEqual(await pass(world), { done: [], looked: [], others: 64 });
    world.clock.advance(5.2 * hour);
    assert.deepEqual(await pass(world, false), { done: [`renew ${late} done`], looked: [late], others: 63 });
    // Its CA has something to say of a new one.
    assert.deepEqual((await pass(world, false)).looked, [late]);
    assert.deepEqual(await pass(world, false), { done: [], looked: [], others: 64 });
    assert.deepEqual((await pass(world)).looked, [late]);
    assert.deepEqual(await pending(world), []);
  });

  it('looks at what somebody changed by hand, and at that alone', async (context) => {
    const world = await prepare(context);
    for (let turn = 0; turn < 3; turn += 1) await pass(world);
    unlinkSync(join(world.configDir, 'live/n3.example.com/cert.pem'));
    assert.deepEqual(await pass(world), {
      done: ['repair n3.example.com done'],
      looked: ['n3.example.com'],
      others: 63,
    });
    assert.deepEqual(await pending(world), []);
  });

  it('tries again what failed when its time has come, and leaves it alone before', async (context) => {
    const world = await prepare(context);
    for (let turn = 0; turn < 3; turn += 1) await pass(world);
    world.clock.advance(3 * hour);
    await world.ca.close();
    const failed = await pass(world);
    assert.match(failed.done.join(), new RegExp(`^renew ${early} (NETWORK|TIMEOUT)$`));
    const { done, looked, others } = await pass(world);
    assert.deepEqual([done, looked, others], [[`wait ${early}`], [early], 63]);
    assert.deepEqual(await pass(world, false), { done: [], looked: [], others: 63 });
    world.clock.advance(2 * hour);
    assert.match((await pass(world, false)).done.join(), new RegExp(`^renew ${early} (NETWORK|TIMEOUT)$`));
  });
});
