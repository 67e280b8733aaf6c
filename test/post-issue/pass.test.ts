import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { RegisteredPlugin } from '../../core/manifest/registry.js';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import type { OwedStep } from '../../core/post-issue/owed-steps.js';
import type { PassOptions } from '../../core/post-issue/pass-types.js';
import { type CertificateEvent, Failure, type PluginManifest, type PostIssuePlugin } from '../../core/sdk/index.js';
import { certificate, listening, memoryOwed, passOptions, registered, renewed, surroundings } from './support.js';

/** A pass in whose notes everything stands that it does, in the order in which it has been done; each takes a while. */
function noted(
  owing: readonly string[],
  options: Partial<PassOptions>,
  plugins: (notes: string[]) => RegisteredPlugin[],
) {
  const notes: string[] = [];
  const kept = memoryOwed(...owing);
  const slow = (what: 'add' | 'remove') => async (step: OwedStep) => {
    for (let index = 0; index < 5; index += 1) await turn();
    await kept[what](step);
    notes.push(`${what} ${step.certificate} ${step.version} ${step.plugin}`);
  };
  const list = async () => {
    await turn();
    return kept.list();
  };
  const { log, lines } = listening();
  const owed = { list, add: slow('add'), remove: slow('remove') };
  const host = createPostIssueHost(surroundings({ plugins: plugins(notes), owed, log }));
  return { notes, owed: kept.steps, lines, pass: host.beginPass(passOptions(options)) };
}

/** A plugin that needs some turns for what it does, and notes when that is done. */
function slowly(
  notes: string[],
  manifest: Partial<PluginManifest> & { id: string },
  more: Partial<PostIssuePlugin> = {},
) {
  return registered(manifest, () => ({
    async handle({ kind, certificate: { name, version } }) {
      for (let index = 0; index < 3; index += 1) await turn();
      notes.push(`${manifest.id} ${kind} ${name} ${version}`);
    },
    ...more,
  }));
}

describe('what a pass does, one thing after the other', () => {
  const one = (notes: string[]) => [slowly(notes, { id: 'one', order: 1, runsAtStart: true })];
  const two = (notes: string[]) => [...one(notes), slowly(notes, { id: 'two', order: 2, runsAtStart: true })];
  const a = certificate('a', { version: 4 });

  it('is on record before an event counts as taken, and before a plugin runs', async () => {
    const { notes, pass } = noted(['a 3 one'], { expected: [a] }, one);
    await pass.done(renewed(a));
    assert.deepEqual(notes, ['add a 4 one', 'remove a 3 one']);
    await pass.finish();
    assert.deepEqual(notes.slice(2), ['one renewed a 4', 'remove a 4 one']);
    const removal = noted(['a 3 one'], { expected: [a] }, one);
    await removal.pass.done({ kind: 'removed', certificate: a });
    assert.deepEqual(removal.notes, ['remove a 3 one']);
    await removal.pass.finish();
    assert.deepEqual(removal.notes, ['remove a 3 one', 'one removed a 4']);
  });

  it('is tried once, however often it is told that a certificate failed', async () => {
    const b = certificate('b', { version: 5 });
    const { pass, owed, notes } = noted(['b 5 one'], { expected: [b], current: async () => b }, (told) => [
      slowly(told, { id: 'one' }, { handle: async () => Promise.reject(new Error(`${told.push('tried')}`)) }),
    ]);
    for (let time = 0; time < 2; time += 1) pass.failed('b');
    await pass.finish();
    assert.deepEqual([notes, [...owed]], [['tried'], ['b 5 one']]);
  });

  it('is the same for what is owed from before, and finished when the pass is', async () => {
    const table: readonly [owing: string[], options: Partial<PassOptions>, notes: string[]][] = [
      [['a 3 one'], { current: async () => a }, ['add a 4 one', 'remove a 3 one', 'one renewed a 4', 'remove a 4 one']],
      [['a 4 one'], { current: async () => a }, ['one renewed a 4', 'remove a 4 one']],
      [
        ['a 4 one', 'a 4 two'],
        { current: async () => a },
        ['one renewed a 4', 'remove a 4 one', 'two renewed a 4', 'remove a 4 two'],
      ],
      // Of a plugin that is no longer there, and of a certificate that is not.
      [['a 4 gone'], { current: async () => a }, ['remove a 4 gone']],
      [['a 4 one', 'a 4 two'], {}, ['remove a 4 one', 'remove a 4 two']],
      // It is expected, and does not come.
      [['a 4 one'], { current: async () => a, expected: [a] }, ['one renewed a 4', 'remove a 4 one']],
      [[], { current: async () => a, expected: [a] }, []],
    ];
    for (const [owing, options, expected] of table) {
      const { notes, lines, pass } = noted(owing, options, two);
      assert.deepEqual((await pass.finish()).faults, []);
      assert.deepEqual(notes, expected, JSON.stringify(owing));
      assert.deepEqual(
        lines.filter((line) => !line.startsWith('debug')),
        [],
      );
    }
  });

  it('is by turns for one certificate: its plugins, its events, what it owes and what a start wants of it', async () => {
    const present = { kind: 'present', certificate: a } as const;
    const table: readonly [owing: string[], events: CertificateEvent[], notes: string[]][] = [
      [[], [present], ['one present a 4', 'two present a 4']],
      [
        [],
        [present, renewed(certificate('a', { version: 5 }))],
        ['one present a 4', 'two present a 4', 'one renewed a 5', 'two renewed a 5'],
      ],
      [['a 4 two'], [present], ['two renewed a 4', 'one present a 4']],
    ];
    for (const [owing, events, expected] of table) {
      const { notes, pass } = noted(owing, { current: async () => a }, two);
      for (const event of events) await pass.done(event);
      await pass.finish();
      assert.deepEqual(
        notes.filter((note) => !/^(add|remove)/.test(note)),
        expected,
        JSON.stringify([owing, events]),
      );
    }
  });

  it('is tried again by a start where what was owed has failed just now', async () => {
    let isDown = true;
    let tried: () => void = () => {};
    const once = new Promise<void>((resolve) => {
      tried = resolve;
    });
    const { notes, owed, pass } = noted(['a 4 one'], { current: async () => a }, (kept) => [
      slowly(
        kept,
        { id: 'one', runsAtStart: true },
        {
          async handle({ kind }) {
            kept.push(kind);
            tried();
            if (isDown) throw new Failure('DOCKER', 'down');
          },
        },
      ),
    ]);
    await once;
    isDown = false;
    await pass.done({ kind: 'present', certificate: a });
    await pass.finish();
    assert.deepEqual([notes, [...owed]], [['renewed', 'present', 'remove a 4 one'], []]);
  });
});

describe('a step that fails', () => {
  const down = new Failure('DOCKER', 'no daemon');
  const told = new Failure('ABORTED', 'told to stop');
  const table: readonly [
    kind: CertificateEvent['kind'],
    error: Error,
    stop: boolean,
    level: string,
    code: string,
    owed: string[],
  ][] = [
    ['renewed', down, false, 'error', 'DOCKER', ['a 1 one']],
    ['renewed', down, true, 'error', 'DOCKER', ['a 1 one']],
    ['renewed', told, true, 'info', 'ABORTED', ['a 1 one']],
    // Nobody told it to.
    ['renewed', told, false, 'error', 'ABORTED', ['a 1 one']],
    ['renewed', new Error('a mistake'), false, 'error', 'PLUGIN', ['a 1 one']],
    ['present', down, false, 'error', 'DOCKER', ['a 1 one']],
    ['present', down, true, 'error', 'DOCKER', ['a 1 one']],
    // The next start does it anyway.
    ['present', told, true, 'info', 'ABORTED', []],
    ['present', told, false, 'error', 'ABORTED', ['a 1 one']],
    // There is nothing left of which it could be owed.
    ['removed', down, false, 'error', 'DOCKER', []],
    ['removed', told, true, 'info', 'ABORTED', []],
  ];

  it('is told as its reason deserves, and owed where a later pass can do it', async () => {
    for (const [kind, error, stop, level, code, owing] of table) {
      const controller = new AbortController();
      const { owed, lines, pass } = noted([], { signal: controller.signal }, (notes) => [
        slowly(
          notes,
          { id: 'one', runsAtStart: true },
          {
            handle() {
              if (stop) controller.abort();
              return Promise.reject(error);
            },
          },
        ),
      ]);
      await pass.done({ kind, certificate: certificate('a') });
      const { steps, faults } = await pass.finish();
      const step = { certificate: 'a', version: 1, plugin: 'one' };
      const what = JSON.stringify([kind, code, stop]);
      const reason = code === 'ABORTED' && stop ? 'stopped before it ended' : error.message;
      assert.deepEqual(
        steps.map(({ failure, ...rest }) => [rest, failure?.code]),
        [[step, code]],
        what,
      );
      assert.deepEqual(
        lines.map((line) => line.replace(/stopped before it ended: .*?"/, 'stopped before it ended"')),
        [`${level} the post-issue step failed ${JSON.stringify({ ...step, reason, code })}`],
        what,
      );
      assert.deepEqual([[...owed], faults], [owing, []], what);
    }
  });

  it('or cannot even be told is a fault of the pass, which ends', async () => {
    const { log, errors } = listening();
    const broken = { ...log, debug: () => assert.fail('no log'), child: () => log };
    const plugins = [slowly([], { id: 'one' })];
    const pass = createPostIssueHost(surroundings({ plugins, log: broken })).beginPass(passOptions());
    await pass.done(renewed(certificate('a')));
    const { faults } = await pass.finish();
    assert.deepEqual(
      faults.map(({ code, message }) => `${code} ${message}`),
      ['STORE no log'],
    );
    assert.match(errors.join(), /^the post-issue steps of a certificate could not be run/);
  });
});
