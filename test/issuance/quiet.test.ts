import assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { createDispatcher } from '../../core/http/dispatcher.js';
import { findKnown } from '../../core/issuance/known/find-known.js';
import { rememberKnown } from '../../core/issuance/known/remember-known.js';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../../core/issuance/memory/removals-seen.js';
import { planPass } from '../../core/issuance/pass/plan-pass.js';
import { keepFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import { noRateLimits } from '../../core/issuance/rate-limits/index.js';
import { plainFingerprint } from '../../core/issuance/steps/issued-certificate.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { isGoodLineage } from '../../core/store/lineages/lineage.js';
import { makeAuthority } from '../store/certificates.js';
import { makeConfigDir, openStore, saveRequest, server, writeCertbotLineage } from '../store/volume.js';
import { createFakeClock, type FakeClock } from './fake-clock.js';
import { certificate, day, hour, state } from './fixtures.js';

const names = Array.from({ length: 8 }, (_, index) => `n${index}.example.com`);
const chosen = 'n7.example.com';
const authority = makeAuthority();
const material = new Map(names.map((name) => [name, authority.issue([name])]));

/** What an edit works on: files, the configuration and the clock. */
interface Scene {
  readonly configDir: string;
  readonly clock: FakeClock;
  wanted: readonly DesiredCertificate[];
}

/** A directory in which nothing is to be done, and passes over it by programs that have just been started. */
async function prepare(context: TestContext) {
  // Files count as settled two seconds after their last change: the tests need not wait for that.
  const real = Date.now();
  context.mock.timers.enable({ apis: ['Date'], now: real + 10_000 });
  const scene: Scene = { configDir: makeConfigDir(context), clock: createFakeClock(real), wanted: [] };
  scene.wanted = names.map((name) => certificate(name, { server }));
  const first = openStore(scene.configDir);
  for (const [name, pem] of material) await first.save(saveRequest(name, pem));
  const memory = createMemoryStore(first);
  for (const { name, certificate: facts } of await first.lineages()) {
    assert.ok(facts !== undefined);
    const now = scene.clock.now();
    const renewal = { windowStart: now + 40 * day, windowEnd: now + 41 * day, renewAt: now + 40 * day };
    const fingerprint = plainFingerprint(facts.fingerprint);
    await memory.update(name, () => ({ renewal: { ...renewal, fingerprint, askAgainAt: now + 6 * hour } }));
  }
  await keepFingerprint(first.state);

  async function open(request: { isStart?: boolean } = {}) {
    const store = openStore(scene.configDir);
    const { clock } = scene;
    const dispatcher = createDispatcher({ env: {} });
    context.after(() => dispatcher.destroy());
    const services = {
      ...{ store, clock, dispatcher, log: silentLogger, userAgent: 'test', env: {} },
      memory: createMemoryStore(store),
      limits: noRateLimits,
      removalsSeen: createRemovalsSeen(store.state),
      postIssue: { startFingerprint: () => 'same', needsEachStart: () => false },
    };
    const asked = { state: state(scene.wanted), signal: new AbortController().signal, ...request };
    return { services, asked };
  }

  return {
    scene,
    /** Whether a pass would look at nothing. */
    async isQuiet(request?: { isStart?: boolean }): Promise<boolean> {
      const { services, asked } = await open(request);
      await services.store.recover();
      return (await findKnown(services, asked))?.isQuiet === true;
    },
    /** A look at everything. @returns whether there is nothing to do */
    async whole(request?: { isStart?: boolean }): Promise<boolean> {
      const { services, asked } = await open(request);
      const lineages = await services.store.lineages({ updateCache: true });
      const actions = await planPass(services, asked, lineages);
      const report = { steps: [], faults: [] };
      const ended = { known: undefined, state: asked.state, lineages, actions, outcomes: [], report };
      await rememberKnown(services, asked, ended);
      return actions.every(({ kind }) => kind === 'keep');
    },
  };
}

/** All that has to be noticed by the very next pass. */
const edits: Readonly<Record<string, (scene: Scene) => unknown>> = {
  'a live link is removed': ({ configDir }) => unlinkSync(join(configDir, `live/${chosen}/privkey.pem`)),
  'a file of the archive is removed': ({ configDir }) => unlinkSync(join(configDir, `archive/${chosen}/cert1.pem`)),
  'a file of the archive is written over in place': ({ configDir }) => {
    const path = join(configDir, `archive/${chosen}/privkey1.pem`);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('A', 'B'));
  },
  'a file of the archive is opened to others': ({ configDir }) =>
    chmodSync(join(configDir, `archive/${chosen}/privkey1.pem`), 0o644),
  'a lineage is removed by hand': ({ configDir }) =>
    ['live', 'archive', 'renewal'].map((part) =>
      rmSync(join(configDir, part, part === 'renewal' ? `${chosen}.conf` : chosen), { recursive: true }),
    ),
  'its renewal configuration is removed': ({ configDir }) => unlinkSync(join(configDir, `renewal/${chosen}.conf`)),
  'its renewal configuration is edited in place': ({ configDir }) =>
    appendFileSync(join(configDir, `renewal/${chosen}.conf`), '\n# by hand\n'),
  'certbot makes a lineage': ({ configDir }) =>
    writeCertbotLineage(configDir, 'new.example.com', [authority.issue(['new.example.com'])]),
  'another process renews one': ({ configDir }) =>
    openStore(configDir).save(saveRequest(chosen, authority.issue([chosen], { serial: 0x99 }))),
  'a line gets another name': (scene) => change(scene, { domains: [chosen, `www.${chosen}`] }),
  'a line says something to a plugin': (scene) => change(scene, { steps: { 'deploy-hook': { command: 'true' } } }),
  'a line asks for another key': (scene) => change(scene, { keyType: 'rsa', explicit: { keyType: 'domains.conf' } }),
  'a line is gone': (scene) => {
    scene.wanted = scene.wanted.filter(({ name }) => name !== chosen);
  },
  'a line is new': (scene) => {
    scene.wanted = [...scene.wanted, certificate('new.example.com', { server })];
  },
  'the memory of one changes': ({ configDir, clock }) =>
    createMemoryStore(openStore(configDir)).update(chosen, (before) => ({
      ...before,
      lastFailure: { at: clock.now(), step: 'order', code: 'ACME', message: 'no' },
    })),
  'an order is in hand': ({ configDir }) =>
    openStore(configDir).journal.add({
      kind: 'order',
      certificate: chosen,
      orderUrl: 'https://acme.example/order/1',
      server,
      domains: [chosen],
      createdAt: 1,
    }),
  'a step is owed': ({ configDir }) =>
    openStore(configDir).journal.add({ kind: 'owed-step', certificate: chosen, version: 1, plugin: 'deploy-hook' }),
  'the clock is set back': ({ clock }) => clock.advance(-hour),
  'a CA is to be asked again': ({ clock }) => clock.advance(6 * hour + 1),
  'months have gone by': ({ clock }) => clock.advance(80 * day),
  'the mark is torn': ({ configDir }) => truncateSync(join(configDir, 'letsencrypt-dns/cache/unchanged.json'), 100),
  'the mark is gone': ({ configDir }) => unlinkSync(join(configDir, 'letsencrypt-dns/cache/unchanged.json')),
  'the record is torn': ({ configDir }) => truncateSync(join(configDir, 'letsencrypt-dns/state/known.json'), 90),
  'what was seen is torn': ({ configDir }) =>
    truncateSync(join(configDir, 'letsencrypt-dns/cache/unchanged-0.jsonl'), 100),
  'a digit of the record has changed': ({ configDir }) => {
    const path = join(configDir, 'letsencrypt-dns/state/known.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"until":\d/, '"until":9'));
  },
  'the directory was copied': ({ configDir }) => {
    cpSync(configDir, `${configDir}-copy`, { recursive: true, verbatimSymlinks: true });
    rmSync(configDir, { recursive: true });
    cpSync(`${configDir}-copy`, configDir, { recursive: true, verbatimSymlinks: true });
  },
};

function change(scene: Scene, more: Partial<DesiredCertificate>): void {
  scene.wanted = scene.wanted.map((each) => (each.name === chosen ? { ...each, ...more } : each));
}

describe('a pass after one that found nothing to do', () => {
  it('looks at nothing again until the first thing comes due, and at all a day later at the latest', async (context) => {
    const { scene, isQuiet, whole } = await prepare(context);
    assert.equal(await isQuiet(), false, 'nothing is known yet');
    assert.equal(await whole(), true);
    for (let turn = 0; turn < 40; turn += 1) assert.equal(await isQuiet(), true);
    scene.clock.advance(5 * hour);
    assert.equal(await isQuiet(), true);
    scene.clock.advance(20 * hour);
    assert.equal(await isQuiet(), false);
  });

  it('shows certificates at a start on each day, and where a start has not shown them', async (context) => {
    const { isQuiet, whole } = await prepare(context);
    assert.equal(await whole({ isStart: false }), true);
    assert.deepEqual([await isQuiet({ isStart: true }), await isQuiet()], [false, true]);
    assert.equal(await whole({ isStart: true }), true);
    assert.equal(await isQuiet({ isStart: true }), true);
  });

  for (const [what, edit] of Object.entries(edits)) {
    it(`looks at everything where ${what}`, async (context) => {
      const { scene, isQuiet, whole } = await prepare(context);
      assert.equal(await whole(), true);
      assert.equal(await isQuiet(), true);
      await edit(scene);
      assert.equal(await isQuiet(), false);
    });
  }

  it('takes nothing for settled that changed just now', async (context) => {
    const { isQuiet, whole } = await prepare(context);
    context.mock.timers.setTime(Date.now() - 10_000);
    assert.equal(await whole(), true);
    assert.equal(await isQuiet(), false);
  });

  it('finds by chance nothing that a look at everything would not find', async (context) => {
    const { scene, isQuiet, whole } = await prepare(context);
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % most;
    };
    const all = Object.values(edits);
    let quiet = 0;
    for (let round = 0; round < 60; round += 1) {
      if (random(3) === 0) {
        try {
          await all[random(all.length)]?.(scene);
        } catch (error) {
          // It was removed by an earlier one.
          if (!(error instanceof Error && 'code' in error)) throw error;
        }
      }
      const saysQuiet = await isQuiet();
      if (saysQuiet) quiet += 1;
      const isNothing = await whole();
      assert.ok(!saysQuiet || isNothing, `round ${round}`);
      if (random(4) === 0 || !isNothing) {
        // Put right, as a pass would.
        scene.wanted = names.map((name) => certificate(name, { server }));
        rmSync(join(scene.configDir, 'letsencrypt-dns/journal.jsonl'), { force: true });
        scene.clock.advance(-Math.max(0, scene.clock.now() - Date.now() + 10_000));
        for (const [name, pem] of material) {
          const store = openStore(scene.configDir);
          const there = await store.read(name);
          if (there === undefined || !isGoodLineage(there)) await store.save(saveRequest(name, pem));
        }
      }
    }
    assert.ok(quiet > 5, `${quiet} passes had nothing to look at`);
  });
});
