import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../core/issuance/memory/memory-store.js';
import { createRemovalsSeen } from '../../core/issuance/memory/removals-seen.js';
import { issueCertificate } from '../../core/issuance/orders/issue-certificate.js';
import { refreshRenewalInformation } from '../../core/issuance/orders/renewal-information.js';
import { execute } from '../../core/issuance/pass/execute.js';
import { runPass } from '../../core/issuance/pass/run-pass.js';
import { emptyTrial } from '../../core/issuance/pass/trial-leftovers.js';
import { removeNamed } from '../../core/issuance/removal/remove-named.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { openMemoryStore } from '../store/memory-store.js';
import { certificate, lineage, now, state } from './fixtures.js';
import { assertEachRefusalIsHeard, type Refuse, refusing } from './refusing.js';
import { accountUrl, create, createScripted, failing, type Script, server } from './scripted.js';
import { createPasses } from './scripted-pass.js';

const a = certificate('a.example.com');

/** CAs are not asked about what has no id at theirs. */
function present(name: string, more: Parameters<typeof lineage>[1] = {}) {
  const made = lineage(name, more);
  return { ...made, certificate: { ...made.certificate, ariId: undefined } };
}

describe('what the store refuses is heard of', () => {
  it('in a pass that keeps, adopts, removes and fails', async () => {
    const old = present('old.example.com');
    const strange = present('b.example.com', { managed: undefined as never });
    const wanted = state([a, certificate('b.example.com'), certificate('new.example.com', { server: 'none' })], {
      settings: { onRemove: 'delete' },
    });
    async function pass(refuse: Refuse, passes: ReturnType<typeof createPasses>, asked: ReturnType<typeof state>) {
      const { services } = passes;
      const { postIssue } = services;
      const store = refusing(passes.store, refuse);
      const heard: string[] = [];
      const hear = (fields: object) => void heard.push(JSON.stringify(fields));
      const { outcomes } = await runPass(
        {
          ...services,
          store,
          memory: createMemoryStore(store),
          removalsSeen: createRemovalsSeen(store.state),
          openBroker: () => refusing(services.openBroker({} as never), refuse),
          postIssue: Object.assign(Object.create(postIssue), {
            beginPass: (options: never) => refusing(postIssue.beginPass(options), refuse),
            beginIssues: async (...given: Parameters<typeof postIssue.beginIssues>) =>
              refusing(await postIssue.beginIssues(...given), refuse),
          }),
          log: { ...silentLogger, debug: hear, info: () => {}, warn: hear, error: hear },
        },
        { state: asked, emit: () => {}, signal: new AbortController().signal, isStart: true },
      );
      return [...heard, ...outcomes.map(({ failure }) => failure?.message ?? '')];
    }
    const refused = await assertEachRefusalIsHeard((refuse) =>
      pass(refuse, createPasses([present(a.name), strange, old]), wanted),
    );
    const quiet = await assertEachRefusalIsHeard((refuse) => pass(refuse, createPasses([present(a.name)]), state([a])));
    for (const name of ['observe', 'keep', 'write', 'ended', 'finish']) assert.ok(quiet.includes(name), name);
    const many = Array.from({ length: 64 }, (_, index) => `n${index}.example.com`);
    const ofIndex = ['since', 'due', 'update', 'next', 'keep', 'observe', 'write'];
    const some = await assertEachRefusalIsHeard(
      async (refuse) => {
        const passes = createPasses(many.map((name) => present(name)));
        const asked = state(many.map((name) => certificate(name)));
        await passes.pass(asked, { isStart: true });
        passes.scene.changed = new Set(many.slice(0, 1));
        return pass(refuse, passes, asked);
      },
      (name) => ofIndex.includes(name),
    );
    assert.deepEqual(new Set(some), new Set(ofIndex));
    const names = [
      'adopt',
      'differences',
      'dueAt',
      'lineages',
      'remove',
      'settle',
      'sweep',
      'swept',
      'tidy',
      'withdraw',
    ];
    assert.deepEqual(
      names.filter((name) => !refused.includes(name)),
      [],
    );
  });

  it('where a certificate is issued, and where nothing comes of it', async () => {
    const own = { kind: 'order', certificate: a.name, orderUrl: 'https://acme.example/order/7', accountUrl } as const;
    const staging = 'https://staging.example/directory';
    async function issue(refuse: Refuse, script: Script): Promise<readonly string[]> {
      const world = createScripted(script);
      const lastFailure = { at: now, step: 'validation', code: 'ACME', message: 'x' };
      await world.memory.update(a.name, () => ({ lastFailure }));
      for (const where of [staging, server, 'https://other.example/directory'])
        await world.store.journal.add({ ...own, server: where, domains: [a.name, 'x'], createdAt: now });
      const store = refusing(world.store, refuse);
      const { limits, broker } = world.context;
      const parts = { store, memory: createMemoryStore(store), limits: refusing(limits, refuse) };
      const context = { ...world.context, ...parts, broker: refusing(broker, refuse) };
      Object.assign(context, { letsEncrypt: { stagingOf: () => staging } });
      const options = { owes: [], onStep: () => {} };
      await issueCertificate(context, create(a), options);
      return [];
    }
    // What is left to the end of a pass is waited for there.
    const isMeant = (name: string) => name !== 'cleanUp';
    const refused = await assertEachRefusalIsHeard((refuse) => issue(refuse, {}), isMeant);
    assert.ok(refused.includes('takeOrder') && refused.includes('save'));
    await assertEachRefusalIsHeard(async (refuse) => {
      const world = createScripted();
      const store = refusing(world.store, refuse);
      const context = { ...world.context, store, memory: createMemoryStore(store) };
      const outcomes = await execute(context, [create(a)], world.postIssue);
      return outcomes.map(({ failure }) => failure?.message ?? '');
    });
    for (const ca of [{ newOrder: failing('ACME') }, { waitReady: failing('VALIDATION') }])
      await assertEachRefusalIsHeard(
        (refuse) => issue(refuse, { ca }).catch((error: unknown) => [`refused or not: ${error}`]),
        isMeant,
      );
  });

  it('where a CA is asked when it wants a renewal', async () => {
    const window = { start: new Date(now), end: new Date(now) };
    const answering = { supportsAri: true, renewalInfo: async () => ({ window, retryAfterMs: 1 }) };
    for (const one of [answering, { supportsAri: false }]) {
      const refused = await assertEachRefusalIsHeard(async (refuse) => {
        const world = createScripted();
        Object.assign(world.store, { material: async () => ({ cert: '', chain: '', privkey: '' }) });
        const store = refusing(world.store, refuse);
        const heard: string[] = [];
        const log = { ...silentLogger, debug: (fields: object) => void heard.push(JSON.stringify(fields)) };
        const accounts = { server: async () => one } as never;
        const memory = createMemoryStore(store);
        await refreshRenewalInformation({ ...world.context, store, memory, log, accounts }, [lineage(a.name)]);
        return heard;
      });
      assert.ok(refused.includes('update'));
    }
  });

  it('where one is deleted or revoked because somebody asks for it, and where trials are cleared away', async () => {
    await assertEachRefusalIsHeard(async (refuse) => {
      const passes = createPasses([lineage(a.name)]);
      const store = refusing(passes.store, refuse);
      const services = { ...passes.services, store, memory: createMemoryStore(store) };
      const request = { state: state([]), lineage: lineage(a.name), reason: undefined };
      await removeNamed(services, { ...request, how: 'delete', signal: new AbortController().signal });
      // Nothing is asked of a CA about one that has run out.
      const over = { ...request, lineage: lineage(a.name, { ageDays: 91 }) };
      await removeNamed(services, { ...over, how: 'revoke', signal: new AbortController().signal });
      return [];
    });
    const refused = await assertEachRefusalIsHeard(async (refuse) => {
      const trial = openMemoryStore();
      const entry = { kind: 'txt-record', zone: 'x', name: 'y', content: 'z', provider: 'p', createdAt: now } as never;
      await trial.journal.add(entry);
      Object.assign(trial, { lineages: async () => [lineage(a.name)] });
      await emptyTrial(refusing(trial, refuse));
      return [];
    });
    assert.deepEqual(refused, ['recover', 'lineages', 'remove', 'list']);
  });
});
