import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKnownRecord } from '../../core/issuance/known/known-record.js';
import { keepFingerprint } from '../../core/issuance/plan/configuration-fingerprint.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';
import { createPasses } from './scripted-pass.js';

/** CAs are not asked about what has no id at theirs. */
function present(name: string, more: Parameters<typeof lineage>[1] = {}) {
  const made = lineage(name, more);
  return { ...made, certificate: { ...made.certificate, ariId: undefined } };
}

const record = async ({ store }: ReturnType<typeof createPasses>) =>
  store.publication.state.read('known', parseKnownRecord);

describe('what a pass over many leaves behind', () => {
  const names = Array.from({ length: 64 }, (_, index) => `n${index}.example.com`);
  const all = state(names.map((name) => certificate(name)));
  const soon = 'n7.example.com';
  const lineages = names.map((name) => present(name, name === soon ? { ageDays: 59 } : {}));

  it('is kept until midnight where a start was shown, else for a day, and for the accounts in use alone', async () => {
    const foreign = present('foreign.example.com', {
      server: 'elsewhere',
      accountId: 'b'.repeat(32),
      managed: undefined as never,
    });
    for (const [isStart, until] of [
      [true, now + day],
      [false, now + day + hour],
    ] as const) {
      const passes = createPasses([...lineages, foreign], { now: now + hour });
      await passes.pass(all, { isStart });
      const kept = await record(passes);
      assert.equal(kept?.until, until);
      assert.deepEqual([kept?.servers, kept?.accounts], [['https://acme.example/directory'], ['a'.repeat(32)]]);
    }
  });

  it('is kept under names that other versions know as well, and looks at contacts also where it is quiet', async () => {
    const passes = createPasses(lineages);
    const asked: string[] = [];
    const { find } = passes.store.accounts;
    Object.assign(passes.store.accounts, {
      find: async (server: string) => {
        for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
        asked.push(server);
        passes.told.push('contacts');
        return find(server);
      },
    });
    await passes.pass(all);
    assert.deepEqual([...passes.data.state.keys()].sort(), ['configuration-seen', 'fingerprint-key', 'known']);
    assert.deepEqual(asked.splice(0), ['https://acme.example/directory']);
    const quiet = await passes.pass(all);
    assert.deepEqual(asked, ['https://acme.example/directory']);
    assert.deepEqual(quiet.told, ['began', 'contacts', 'look at all', 'ended with 64']);
  });

  it('leaves out what is under way and nobody asks for, and looks at what is', async () => {
    const passes = createPasses(lineages);
    await passes.pass(all);
    for (const certificate of ['n5.example.com', 'other.example.com'])
      await passes.store.journal.add({ kind: 'owed-step', certificate, version: 1, plugin: 'pfx' });
    const { told, others } = await passes.pass(all);
    assert.equal(
      told.find((line) => line.startsWith('look')),
      'look n5.example.com',
    );
    assert.equal(others?.unchanged, 63);
  });

  it('is not kept where accounts or certificates that wait are too many, and tells when each of them is to be looked at', async () => {
    for (const [accounts, isKept] of [
      [99, true],
      [100, false],
    ] as const) {
      const many = Array.from({ length: 100 }, (_, index) => `m${index}.example.com`);
      const passes = createPasses(many.map((name, index) => present(name, { accountId: `${index % accounts}` })));
      await passes.pass(state(many.map((name) => certificate(name))));
      assert.equal((await record(passes)) !== undefined, isKept);
    }
    const waiting = createPasses(lineages, { now: now + 2 * day });
    const fingerprintOf = await keepFingerprint(waiting.store.state);
    const asked = all.certificates.find(({ name }) => name === soon);
    const failedConfiguration = asked === undefined ? '' : fingerprintOf(asked, all);
    const notBefore = now + 2 * day + hour;
    await waiting.memory.update(soon, () => ({ backOff: { failures: 1, notBefore }, failedConfiguration }));
    await waiting.pass(all);
    const kept = await record(waiting);
    assert.deepEqual([kept?.waits, kept?.waiting, kept?.renewals.length], [[notBefore], [soon], 63]);
    waiting.scene.changed = new Set(names.slice(0, 2));
    const { others } = await waiting.pass(all);
    assert.deepEqual([others?.unchanged, others?.waiting], [61, 1]);
  });

  it('is to be shown again at the next start where a step failed', async () => {
    const failure = new Failure('PLUGIN', 'no');
    const step = (certificate: string, failed: boolean) => ({
      ...{ certificate, version: 1, plugin: 'pfx' },
      failure: failed ? failure : undefined,
    });
    const [one = '', other = ''] = names;
    const report = { steps: [step(one, true), step(other, false)], faults: [] };
    const passes = createPasses(lineages, { report });
    await passes.pass(all, { isStart: true });
    assert.deepEqual((await record(passes))?.unshown, [one]);
  });

  it('has an index from 64 on, with the moments of 64 at most', async () => {
    for (const [count, hasIndex, moments] of [
      [63, false, 63],
      [64, true, 64],
      [70, true, 64],
    ] as const) {
      const some = Array.from({ length: count }, (_, index) => `m${index}.example.com`);
      const passes = createPasses(some.map((name) => present(name)));
      await passes.pass(state(some.map((name) => certificate(name))));
      const kept = await record(passes);
      assert.deepEqual([kept?.index !== undefined, kept?.renewals.length, kept?.count], [hasIndex, moments, count]);
    }
  });

  it('is not gone by where a lineage was being written or deleted, nor where there are few and one has changed', async () => {
    for (const [kind, count, looksAtAll] of [
      [undefined, 64, false],
      ['lost index', 64, true],
      ['lineage-switch', 64, true],
      ['lineage-delete', 64, true],
      [undefined, 63, true],
    ] as const) {
      const some = names.slice(0, count);
      const passes = createPasses(lineages.slice(0, count));
      const asked = state(some.map((name) => certificate(name)));
      await passes.pass(asked);
      passes.scene.changed = new Set([soon]);
      if (kind === 'lost index') Object.assign(passes.store.due, { due: async () => undefined });
      else if (kind !== undefined) await passes.store.journal.add({ kind, lineage: soon } as never);
      const seen: string[] = [];
      Object.assign(passes.services.removalsSeen, { remember: async () => void seen.push('remembered') });
      const { told } = await passes.pass(asked);
      assert.equal(told.includes('look at all, keep'), looksAtAll, `${kind} ${count}`);
      assert.equal(seen.length, looksAtAll ? 1 : 0, 'of all alone it is known whether names are missing');
    }
  });

  it('is gone by under the names that lines go on as, whatever those are', async () => {
    const [old, line, odd] = ['old.example.com', 'new.example.com', 'constructor'];
    const continued = certificate(line, { domains: [line, old, 'x.example.com'] });
    const asked = state([continued, certificate(odd), ...all.certificates]);
    const passes = createPasses([...[present(old, { domains: continued.domains }), present(odd)], ...lineages]);
    await passes.pass(asked);
    passes.scene.changed = new Set([old, odd]);
    const { told, state: taken } = await passes.pass(asked);
    assert.equal(
      told.find((text) => text.startsWith('look')),
      `look ${odd},${old}`,
    );
    const [first, second] = taken.certificates;
    assert.deepEqual([first?.name, first?.continues, first?.isNameGiven, second?.name], [old, line, true, odd]);
  });

  it('is gone by where no more than an eighth has changed, or is asked for', async () => {
    for (const [changed, ready, looksAtAll] of [
      [8, 0, false],
      [9, 0, true],
      [7, 1, false],
      [8, 1, true],
      [0, 1, false],
    ] as const) {
      const passes = createPasses(lineages);
      await passes.pass(all);
      passes.scene.changed = new Set(names.slice(0, changed));
      const asked = new Set(names.slice(20, 20 + ready));
      const { told, actions } = await passes.pass(all, { ready: asked });
      assert.equal(told.includes('look at all, keep'), looksAtAll, `${changed} ${ready}`);
      assert.equal(actions.length, looksAtAll ? 64 : changed + ready);
    }
  });
});
