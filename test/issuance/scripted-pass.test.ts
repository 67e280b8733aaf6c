import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseKnownRecord } from '../../core/issuance/known/known-record.js';
import type { PassEvent } from '../../core/issuance/pass/events.js';
import { runPass } from '../../core/issuance/pass/run-pass.js';
import { noRateLimits } from '../../core/issuance/rate-limits/index.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';
import { createPasses } from './scripted-pass.js';

/** CAs are not asked about what has no id at theirs. */
function present(name: string, more: Parameters<typeof lineage>[1] = {}) {
  const made = lineage(name, more);
  return { ...made, certificate: { ...made.certificate, ariId: undefined } };
}

const a = present('a.example.com');
const asked = state([certificate('a.example.com')]);
const record = async ({ store }: ReturnType<typeof createPasses>) =>
  store.publication.state.read('known', parseKnownRecord);

describe('a pass', () => {
  it('does one thing after the other, and the next one nothing where nothing has changed', async () => {
    const passes = createPasses([a]);
    const first = await passes.pass(asked, { isStart: true });
    assert.deepEqual(first.told, [
      'began',
      ...['look at all, keep', 'sweep', 'plugins expect nothing', 'present a.example.com', 'issue nothing'],
      ...['issued -, not -', 'swept', 'tidy', 'observe ', 'look at all', 'ended with 1', 'close broker'],
    ]);
    assert.deepEqual(first.events, ['pass-started 1 0', 'pass-ended 0 0']);
    assert.deepEqual(
      [first.actions.map(({ kind }) => kind), first.recordsDueAt, first.others],
      [['keep'], 5, undefined],
    );
    const second = await passes.pass(asked, { isStart: true });
    assert.deepEqual(second.told, ['began', 'look at all', 'ended with 1']);
    assert.deepEqual(second.events, ['pass-started 1 0', 'pass-ended 0 0']);
    const renewAt = now - day + 60 * day;
    const others = { unchanged: 1, waiting: 0, renewals: [{ at: renewAt, lifetimeMs: 90 * day }], waits: [] };
    assert.deepEqual([second.actions, second.outcomes, second.others], [[], [], others]);
  });

  it('shows the plugins what is there at a start alone', async () => {
    for (const isStart of [false, true]) {
      const { told } = await createPasses([a]).pass(asked, { isStart });
      assert.equal(told.includes('present a.example.com'), isStart);
    }
  });

  it('looks at everything again in any doubt', async () => {
    const table: readonly [what: string, scene: object, request: object][] = [
      ['a change of a few', { changed: new Set(['a.example.com']) }, {}],
      ['the store cannot tell', { changed: undefined }, {}],
      ['the clock was set back', { now: now - 1 }, {}],
      ['a day is over', { now: now + day }, {}],
      ['somebody wants all', {}, { wantsAll: true }],
      ['somebody insists', {}, { force: new Set(['a.example.com']) }],
      ['somebody names some', {}, { only: new Set(['a.example.com']) }],
      ['removals are allowed', {}, { allowRemovals: true }],
      ['a start, which shows all', {}, { isStart: true }],
      ['nothing', {}, { allowRemovals: false, wantsAll: false, force: new Set(), isStart: false }],
    ];
    for (const [what, scene, request] of table) {
      const passes = createPasses([a]);
      await passes.pass(asked);
      Object.assign(passes.scene, scene);
      const { told } = await passes.pass(asked, request);
      assert.equal(told.includes('look at all, keep'), what !== 'nothing', what);
    }
  });

  it('remembers nothing that it is not sure of', async () => {
    const fault = new Failure('STORE', 'no');
    const step = { certificate: 'a.example.com', version: 1, plugin: 'pfx', failure: fault };
    const strange = { ...present('c.example.com'), managed: undefined, health: { broken: 'x' } };
    const table: readonly [what: string, more: object, request: object, isKept: boolean][] = [
      ['all is well', {}, {}, true],
      ['one is not sound, though nobody asks for it', { lineages: [a, strange] }, {}, false],
      ['it changed just now', { isSettled: false }, {}, false],
      ['a fault of the plugins', { report: { steps: [], faults: [fault] } }, {}, false],
      ['a step that failed', { report: { steps: [step], faults: [] } }, {}, false],
      ['a step that did not', { report: { steps: [{ ...step, failure: undefined }], faults: [] } }, {}, true],
      ['a list of all was wanted', {}, { wantsAll: true }, true],
      ['only some were', {}, { only: new Set(['a.example.com']) }, false],
    ];
    for (const [what, more, request, isKept] of table) {
      const passes = createPasses([a], more);
      await passes.pass(asked, request);
      const kept = await record(passes);
      assert.equal(kept !== undefined, isKept, what);
      assert.deepEqual(kept?.continued ?? {}, {});
    }
  });

  it('tells what became of each step, under a number of its own', async () => {
    const failure = new Failure('API', 'no');
    const step = (plugin: string) => ({ certificate: 'a.example.com', version: 1, plugin });
    const report = { steps: [step('pfx'), { ...step('mail'), failure }], faults: [] };
    const { services } = createPasses([a], { report } as never);
    const events: PassEvent[] = [];
    const request = { state: asked, signal: new AbortController().signal };
    await runPass(services, { ...request, emit: (event) => void events.push(event) });
    const [started, ...others] = events;
    assert.ok(started?.kind === 'pass-started' && /^[0-9a-f]{8}$/.test(started.pass));
    const certificate = 'a.example.com';
    assert.deepEqual(others, [
      { kind: 'plugin-done', certificate, plugin: 'pfx' },
      { kind: 'plugin-failed', certificate, plugin: 'mail', failure },
      { kind: 'pass-ended', pass: started.pass, durationMs: 0, failed: 0, changed: 0 },
    ]);
  });

  it('forgets orders that nobody asks for any more', async () => {
    const passes = createPasses([a]);
    const order = {
      kind: 'order',
      orderUrl: 'u',
      server: 's',
      accountUrl: 'v',
      domains: ['x'],
      createdAt: now,
    } as const;
    for (const certificate of ['a.example.com', 'gone.example.com'])
      await passes.store.journal.add({ ...order, certificate });
    await passes.pass(asked);
    const left = await passes.store.journal.list('order');
    assert.deepEqual(
      left.map(({ certificate }) => certificate),
      ['a.example.com'],
    );
  });

  it('shows all at each start where one plugin of one certificate wants that', async () => {
    const b = certificate('b.example.com');
    const passes = createPasses([a, present(b.name)]);
    Object.assign(passes.services.postIssue, { needsEachStart: ({ name }: { name: string }) => name === b.name });
    await passes.pass(state([certificate('a.example.com'), b]), { isStart: true });
    assert.equal((await record(passes))?.start, undefined);
  });

  it('adopts, removes and fails each for itself, and counts them', async () => {
    const strange = { ...present('b.example.com'), managed: undefined };
    const old = present('old.example.com');
    const broken = certificate('new.example.com', { server: 'none' });
    const passes = createPasses([a, strange, old]);
    const wanted = state([certificate('a.example.com'), certificate('b.example.com'), broken], {
      settings: { onRemove: 'delete' },
    });
    const { told, outcomes, events, actions } = await passes.pass(wanted);
    for (const line of ['adopt b.example.com', 'plugins: new.example.com failed', 'issue new.example.com'])
      assert.ok(told.includes(line), line);
    assert.ok(told.includes('issued -, not new.example.com') && told.includes('remove old.example.com'));
    assert.deepEqual(
      actions.map(({ kind }) => kind),
      ['keep', 'keep', 'create', 'remove'],
    );
    assert.deepEqual(
      outcomes.map(({ action, failure }) => `${action.name} ${failure?.code}`),
      ['new.example.com CONFIG', 'old.example.com undefined'],
    );
    assert.deepEqual([events[0], events.at(-1)], ['pass-started 4 2', 'pass-ended 1 1']);
    assert.equal(await record(passes), undefined, 'a few of which one failed are all looked at again');
  });

  it('tells the plugins that it came to no end, unless somebody stopped it, and closes what it opened', async () => {
    const stopped = new AbortController();
    for (const isStopped of [false, true]) {
      if (isStopped) stopped.abort();
      const passes = createPasses([a], { settle: () => Promise.reject(new Failure('STORE', 'disk')) });
      await assert.rejects(passes.pass(asked, { signal: stopped.signal }), /disk/);
      assert.deepEqual(passes.told, isStopped ? ['began'] : ['began', 'failed: disk']);
      const late = createPasses([a]);
      Object.assign(late.services.removalsSeen, { remember: () => Promise.reject(new Failure('STORE', 'full')) });
      await assert.rejects(late.pass(asked, { signal: stopped.signal }), /full/);
      assert.deepEqual(late.told.slice(-2), isStopped ? ['sweep', 'close broker'] : ['failed: full', 'close broker']);
    }
  });

  it('does not mark as shown what it showed before it was stopped', async () => {
    for (const isStopped of [false, true]) {
      const marked: unknown[] = [];
      const passes = createPasses([a]);
      const stop = new AbortController();
      Object.assign(passes.store.publication, { mark: async (names: readonly string[]) => void marked.push(...names) });
      if (isStopped)
        Object.assign(passes.store.publication, {
          differences: async () => {
            stop.abort();
            return { behind: [], gone: [] };
          },
        });
      await passes.pass(asked, { isStart: true, signal: stop.signal });
      assert.deepEqual(marked, isStopped ? [] : ['a.example.com']);
      assert.equal((await record(passes)) === undefined, isStopped);
    }
  });
});

describe('a pass over many', () => {
  const names = Array.from({ length: 64 }, (_, index) => `n${index}.example.com`);
  const all = state(names.map((name) => certificate(name)));
  const soon = 'n7.example.com';
  const lineages = names.map((name) => present(name, name === soon ? { ageDays: 59 } : {}));

  it('looks at those alone that have changed or are due, and says how many others there are', async () => {
    const passes = createPasses(lineages);
    await passes.pass(all, { isStart: true });
    const quiet = await passes.pass(all);
    assert.deepEqual([quiet.told, quiet.others?.unchanged], [['began', 'look at all', 'ended with 64'], 64]);
    assert.deepEqual(quiet.others?.renewals[0], { at: now + day, lifetimeMs: 90 * day });

    passes.scene.changed = new Set(['n3.example.com']);
    const changed = await passes.pass(all);
    assert.deepEqual(
      changed.told.filter((line) => /^(look|observe)/.test(line)),
      ['look n3.example.com', 'observe n3.example.com', 'look n3.example.com', 'look at all'],
    );
    assert.deepEqual([changed.actions.length, changed.others?.unchanged], [1, 63]);
    assert.deepEqual(changed.events, ['pass-started 64 0', 'pass-ended 0 0']);
    assert.deepEqual((await record(passes))?.unshown, ['n3.example.com'], 'it has not been shown since');
    const start = await passes.pass(all, { isStart: true });
    assert.ok(start.told.includes('present n3.example.com') && !start.told.includes('present n4.example.com'));
    assert.deepEqual((await record(passes))?.unshown, []);
    assert.deepEqual((await passes.pass(all, { isStart: true })).actions, []);

    passes.scene.changed = new Set(names.slice(0, 9));
    assert.ok((await passes.pass(all)).told.includes('look at all, keep'), 'more than an eighth');
    passes.scene.changed = new Set(['unknown.example.com']);
    assert.ok((await passes.pass(all)).told.includes('look at all, keep'), 'none of the configuration');
    const moved = state([...names.slice(1).map((name) => certificate(name)), certificate('new.example.com')]);
    assert.ok((await passes.pass(moved)).told.includes('look at all, keep'), 'another configuration');
  });

  it('goes on where nothing can be said of those that it looked at, and looks at all the next time', async () => {
    const changed = new Set(['n3.example.com']);
    const crowd = { used: new Map(), blocked: new Map([['orders a new account', now + hour]]) };
    const waiting = { ...noRateLimits, standing: async () => crowd };
    for (const [limits, due] of [
      [noRateLimits, { next: async () => undefined }],
      [noRateLimits, { update: async () => undefined }],
      [waiting, {}],
    ] as const) {
      const passes = createPasses(lineages);
      await passes.pass(all);
      let seen = 0;
      const remember = async () => {
        seen += 1;
      };
      Object.assign(passes.services, { limits });
      Object.assign(passes.services.removalsSeen, { remember });
      Object.assign(passes.store.due, due);
      passes.scene.changed = changed;
      passes.scene.lineages = lineages.map((each) =>
        each.name === 'n3.example.com' && limits === waiting ? present(each.name, { ageDays: 61 }) : each,
      );
      assert.equal((await passes.pass(all)).actions.length, 1);
      assert.equal(seen, 0, 'only what was looked at whole tells what was removed');
      assert.ok((await passes.pass(all)).told.includes('look at all, keep'));
    }
  });

  it('keeps what waits and what is shown apart from the rest', async () => {
    const broken = { ...present(soon), health: { unreadable: 'x' } } as never;
    const others = lineages.filter(({ name }) => name !== soon);
    const passes = createPasses([...others, broken], { startFingerprint: undefined });
    await passes.pass(all, { isStart: true });
    const kept = await record(passes);
    assert.deepEqual([kept?.waiting, kept?.start, kept?.unshown, kept?.count], [[soon], undefined, [], 64]);
    assert.deepEqual(kept?.servers, ['https://acme.example/directory']);
    assert.deepEqual(kept?.accounts, ['a'.repeat(32)]);
    passes.scene.now += hour;
    passes.scene.lineages = lineages;
    const { others: left } = await passes.pass(all);
    assert.deepEqual([left?.waiting, left?.unchanged], [0, 63], 'it is looked at each time');
    assert.deepEqual((await record(passes))?.waiting, []);
    assert.deepEqual((await record(passes))?.unshown, [], 'each start shows all');
  });
});
