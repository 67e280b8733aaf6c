import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { RegisteredPlugin } from '../../core/manifest/registry.js';
import { bounded } from '../../core/post-issue/bounded.js';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { Failure, isFailure, type Logger, type PassSummary, type PluginManifest } from '../../core/sdk/index.js';
import { certificate, listening, memoryOwed, passOptions, registered, renewed, surroundings } from './support.js';

const { signal } = new AbortController();
const never = () => new Promise<never>(() => {});

function hostOf(plugins: readonly RegisteredPlugin[], log?: Logger) {
  return createPostIssueHost(surroundings({ plugins, ...(log && { log }) }));
}

const broken = registered({ id: 'broken', surroundsIssues: true, watchesPasses: true }, () => {
  throw new Failure('CONFIG', 'it cannot be made');
});

describe('work with a limit', () => {
  it('is given up for the reason that stopped it, unless it has a better one', async () => {
    const own = new Failure('STORE', 'the disk is full');
    const heeding = (error: unknown) => (inner: AbortSignal) =>
      new Promise<never>((_, reject) => inner.addEventListener('abort', () => reject(error)));
    assert.equal(await bounded(async () => 'done', 1000, signal, 'too long'), 'done');
    const table: readonly [
      work: (inner: AbortSignal) => Promise<unknown>,
      limitMs: number,
      code: string,
      message: RegExp,
    ][] = [
      [() => Promise.reject(own), 1000, 'STORE', /the disk is full/],
      [heeding(own), 5, 'STORE', /the disk is full/],
      [heeding(new Error('aborted')), 5, 'TIMEOUT', /^too long$/],
      [heeding(new Failure('TIMEOUT', 'another limit')), 5, 'TIMEOUT', /^too long$/],
      [heeding(new Failure('ABORTED', 'told to')), 5, 'TIMEOUT', /^too long$/],
    ];
    for (const [work, limitMs, code, message] of table) {
      const outcome = await bounded(work, limitMs, signal, 'too long').catch((error: unknown) => error);
      assert.ok(isFailure(outcome), String(outcome));
      assert.deepEqual([outcome.code, message.test(outcome.message)], [code, true], outcome.message);
    }
    await assert.rejects(
      bounded(() => Promise.reject(new Error('as it is')), 1000, signal, 'x'),
      /^Error: as it is$/,
    );
  });

  it('is not begun, or stopped, by who asked for it', async () => {
    let begun = 0;
    const begin = async () => {
      begun += 1;
    };
    await assert.rejects(bounded(begin, 1000, AbortSignal.abort('why'), 'x'), (error) => {
      assert.ok(isFailure(error, 'ABORTED'));
      assert.deepEqual([error.message, error.cause], ['stopped before it began', 'why']);
      return true;
    });
    assert.equal(begun, 0);
    const stop = new AbortController();
    let inner: AbortSignal | undefined;
    const heeding = (given: AbortSignal) => {
      inner = given;
      return new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason)));
    };
    const stopped = bounded(heeding, 3_600_000, stop.signal, 'x');
    stop.abort('enough');
    await assert.rejects(
      stopped,
      (error) => isFailure(error, 'ABORTED') && error.message === 'stopped before it ended',
    );
    assert.equal(inner?.aborted, true);
  });
});

describe('around what is issued', () => {
  const [a, b] = [certificate('a', { steps: { hook: { own: 1 }, other: { own: 2 } } }), certificate('b')];

  it('plugins that ask for it hear what is to be issued, and what became of that', async () => {
    const notes: unknown[] = [];
    const note = (id: string, more: Partial<PluginManifest> = {}) =>
      registered({ id, surroundsIssues: true, ...more }, () => {
        let seen = 0;
        return {
          handle: never,
          beforeIssues: async (all) => {
            seen += 1;
            notes.push(`${id} before ${all.map(({ name, options }) => `${name} ${JSON.stringify(options)}`)}`);
          },
          afterIssues: async ({ certificates, renewed, failed }) => {
            const names = [certificates, renewed, failed].map((list) => list.map(({ name }) => name).join('+'));
            notes.push(`${id} after ${names.join(' ')} ${seen}`);
          },
        };
      });
    const plugins = [
      note('other', { order: 2 }),
      note('hook', { order: 1 }),
      note('deaf', { surroundsIssues: false }),
      broken,
    ];
    const { log, errors } = listening();
    const host = hostOf(plugins, log);
    await (await host.beginIssues([], signal)).ended({ renewed: [], failed: [] });
    assert.deepEqual(notes, []);
    const around = await host.beginIssues([a, b], signal);
    assert.deepEqual(notes.splice(0), ['hook before a {"own":1},b {}', 'other before a {"own":2},b {}']);
    await around.ended({ renewed: [a], failed: [b] });
    assert.deepEqual(notes, ['hook after a+b a b 1', 'other after a+b a b 1']);
    assert.deepEqual(errors, []);
  });

  it('one that fails or hangs is logged, and stops nothing', async () => {
    const { log, errors } = listening();
    const notes: string[] = [];
    const plugins = [
      registered({ id: 'failing', order: 1, surroundsIssues: true }, () => ({
        handle: never,
        beforeIssues: () => Promise.reject(new Failure('DOCKER', 'no daemon')),
        afterIssues: () => Promise.reject(new Error('a mistake')),
      })),
      registered({ id: 'slow', order: 2, surroundsIssues: true, timeoutSeconds: 0.01 }, () => ({
        handle: never,
        beforeIssues: (_, inner) =>
          new Promise((_resolve, reject) => inner.addEventListener('abort', () => reject(inner.reason))),
        afterIssues: async () => void notes.push('slow after'),
      })),
      registered({ id: 'mute', order: 3, surroundsIssues: true }, () => ({ handle: never })),
    ];
    const around = await hostOf(plugins, log).beginIssues([a], signal);
    await around.ended({ renewed: [a], failed: [] });
    assert.deepEqual(notes, ['slow after']);
    const fields = (reason: string, code: string) =>
      `the plugin failed around a pass ${JSON.stringify({ event: 'plugin.failed', reason, code })}`;
    assert.deepEqual(errors, [
      fields('no daemon', 'DOCKER'),
      fields('the plugin "slow" did not end within 0.01 s', 'TIMEOUT'),
      fields('a mistake', 'PLUGIN'),
    ]);
  });

  it('what was stopped before is started again also where the program stops, and then nothing is said', async () => {
    for (const before of [true, false]) {
      const { log, errors } = listening();
      const notes: string[] = [];
      const stop = new AbortController();
      const plugins = [
        registered({ id: 'hook', surroundsIssues: true }, () => ({
          handle: never,
          beforeIssues: (_, inner) =>
            new Promise((resolve, reject) => {
              if (!before) return resolve();
              inner.addEventListener('abort', () => reject(inner.reason));
              stop.abort();
            }),
          async afterIssues(_, inner) {
            if (!before) stop.abort();
            await pause(5);
            notes.push(`after ${inner.aborted}`);
          },
        })),
      ];
      const around = await hostOf(plugins, log).beginIssues([a], stop.signal);
      await around.ended({ renewed: [], failed: [a] });
      assert.deepEqual([notes, errors], [['after false'], []]);
    }
  });
});

describe('plugins that watch passes', () => {
  const summary = { at: 1, certificates: [] } as PassSummary;

  it('hear that one begins, ends or fails; one that fails is logged; the summary is made once, for them alone', async () => {
    const { log, errors } = listening();
    const notes: string[] = [];
    const watcher = (id: string, more: Partial<PluginManifest> = {}) =>
      registered({ id, watchesPasses: true, ...more }, () => ({
        handle: never,
        onPass: async ({ at }) => void notes.push(`${id} ${at}`),
        onPassStart: async () => void notes.push(`${id} start`),
        onPassFailed: async ({ message }) => void notes.push(`${id} ${message}`),
      }));
    const failing = registered({ id: 'failing', watchesPasses: true, timeoutSeconds: 0.01 }, () => ({
      handle: never,
      onPass: () => Promise.reject(new Error('a mistake')),
      onPassStart: (inner) => new Promise((_, reject) => inner.addEventListener('abort', () => reject(inner.reason))),
    }));
    const mute = registered({ id: 'mute', watchesPasses: true }, () => ({ handle: never }));
    let made = 0;
    const summarize = async () => {
      made += 1;
      return summary;
    };
    await hostOf([mute, watcher('deaf', { watchesPasses: false })], log).passEnded(summarize, signal);
    assert.equal(made, 0);
    const host = hostOf([watcher('one'), failing, mute, watcher('two'), broken], log);
    await host.passEnded(summarize, signal);
    assert.deepEqual([made, notes.splice(0).sort()], [1, ['one 1', 'two 1']]);
    const said = (reason: string, code: string) =>
      `the plugin could not take in the pass ${JSON.stringify({ event: 'plugin.failed', reason, code })}`;
    assert.deepEqual(errors.splice(0).sort(), [said('a mistake', 'PLUGIN'), said('it cannot be made', 'CONFIG')]);
    await host.passBegan(signal);
    assert.deepEqual(notes.splice(0).sort(), ['one start', 'two start']);
    const late = said('the plugin "failing" did not end within 0.01 s', 'TIMEOUT');
    assert.deepEqual(errors.splice(0).sort(), [said('it cannot be made', 'CONFIG'), late]);
    await host.passFailed(new Failure('STORE', 'full'), signal);
    assert.deepEqual(notes.splice(0).sort(), ['one full', 'two full']);
    errors.splice(0);
    await hostOf([watcher('one'), failing], log).passBegan(AbortSignal.abort());
    assert.deepEqual([notes, errors], [[], []]);
    // Only what a stop brought about goes without saying.
    const stopping = registered({ id: 'stopping', watchesPasses: true }, () => ({
      handle: never,
      onPassStart: () => Promise.reject(new Failure('ABORTED', 'of itself')),
    }));
    await hostOf([stopping], log).passBegan(signal);
    assert.deepEqual(errors.splice(0), [said('of itself', 'ABORTED')]);
    await hostOf([broken], log).passBegan(AbortSignal.abort());
    assert.deepEqual(errors, [said('it cannot be made', 'CONFIG')]);
  });

  it('tell where they send messages, and send one where that is wanted', async () => {
    const sent: string[] = [];
    const target = (to: string, outcome?: Error) => ({
      to,
      async sendTest() {
        sent.push(to);
        if (outcome !== undefined) throw outcome;
      },
    });
    const hanging = {
      to: 'slow',
      sendTest: (inner: AbortSignal) =>
        new Promise<void>((_, reject) => inner.addEventListener('abort', () => reject(inner.reason))),
    };
    const plugins = [
      registered({ id: 'mail', order: 1, watchesPasses: true, timeoutSeconds: 0.05 }, () => ({
        handle: never,
        messageTargets: () => [target('one'), target('two', new Error('refused')), hanging],
      })),
      registered({ id: 'mute', order: 2, watchesPasses: true }, () => ({ handle: never })),
      registered({ id: 'deaf', order: 3 }, () => ({ handle: never, messageTargets: () => [target('three')] })),
      registered({ id: 'broken', title: 'Broken', order: 4, watchesPasses: true }, () => {
        throw new Error('it cannot be made');
      }),
    ];
    const host = hostOf(plugins);
    const shown = async (given?: AbortSignal) =>
      (await host.messageTargets(given)).map(({ to, failure }) => `${to} ${failure?.code} ${failure?.message}`);
    const last = 'Broken PLUGIN it cannot be made';
    const none = 'undefined undefined';
    assert.deepEqual(await shown(), [`one ${none}`, `two ${none}`, `slow ${none}`, last]);
    assert.deepEqual(sent, []);
    const late = 'slow TIMEOUT the message was not taken within 0.05 s';
    assert.deepEqual(await shown(signal), [`one ${none}`, 'two PLUGIN refused', late, last]);
    assert.deepEqual(sent, ['one', 'two']);
  });
});

describe('before there is anything to do', () => {
  it('plugins say what is wrong with their options, and what may be with certificates', async () => {
    const wrong = (code: 'CONFIG' | 'PLUGIN', message: string) => new Failure(code, message);
    const plugins = [
      registered({ id: 'picky', order: 1 }, () => ({
        handle: never,
        check: () => [wrong('CONFIG', 'an option')],
        advise: (all) => all.map(({ name, options }) => wrong('PLUGIN', `${name} ${JSON.stringify(options)}`)),
      })),
      registered({ id: 'mute', order: 2 }, () => ({ handle: never })),
      registered({ id: 'broken', order: 3 }, () => {
        throw new Error('it cannot be made');
      }),
    ];
    const found = await hostOf(plugins).check([certificate('a', { steps: { picky: { x: 1 }, mute: { y: 2 } } })]);
    const shown = (list: readonly Failure[]) => list.map(({ code, message }) => `${code} ${message}`);
    assert.deepEqual(shown(found.errors), ['CONFIG an option', 'PLUGIN it cannot be made']);
    assert.deepEqual(shown(found.warnings), ['PLUGIN a {"x":1}']);
  });

  it('a start is told from another by the options of who runs then, secrets left out', () => {
    const handle = never;
    const options = { plain: {}, hidden: { secret: true } } as unknown as PluginManifest['options'];
    const print = (values: object, more: Partial<PluginManifest> = {}, origin?: string) =>
      createPostIssueHost(
        surroundings({
          plugins: [registered({ id: 'p', runsAtStart: true, options, ...more }, () => ({ handle }), origin)],
          optionsFor: () => {
            if (values instanceof Error) throw values;
            return values;
          },
        }),
      ).startFingerprint();
    const usual = print({ plain: 1, hidden: 2 });
    assert.match(usual ?? '', /^[\w-]{16}$/);
    assert.equal(print({ plain: 1, hidden: 3 }), usual);
    assert.notEqual(print({ plain: 2, hidden: 2 }), usual);
    assert.notEqual(print({ plain: 1 }, { id: 'q' }), usual);
    assert.notEqual(print({ plain: 1, hidden: 2 }, { runsAtStart: false }), usual);
    assert.equal(print({ plain: 1 }, {}, 'a folder'), undefined);
    assert.equal(print({}, { runsAtStart: false }, 'a folder') === undefined, false);
    assert.equal(print(new Failure('CONFIG', 'no')), undefined);
    assert.throws(() => print(new Error('a mistake')), /a mistake/);
  });

  it('a certificate that says so is shown at each start', () => {
    const host = (more: Partial<PluginManifest>) =>
      hostOf([registered({ id: 'p', runsAtStart: true, eachStart: 'always', ...more }, () => ({ handle: never }))]);
    const table: readonly [manifest: Partial<PluginManifest>, steps: object | undefined, needed: boolean][] = [
      [{}, { p: { always: true } }, true],
      [{}, { p: { always: 'true' } }, false],
      [{}, { q: { always: true } }, false],
      [{}, undefined, false],
      [{ runsAtStart: false }, { p: { always: true } }, false],
      [{ eachStart: 'other' }, { p: { always: true } }, false],
    ];
    for (const [manifest, steps, needed] of table)
      assert.equal(host(manifest).needsEachStart({ steps } as never), needed, JSON.stringify([manifest, steps]));
  });
});

describe('a plugin that misbehaves', () => {
  it('is asked no more than it can bear: what it fails to say counts as nothing said, and that is logged', async () => {
    const { log, lines } = listening();
    const fail = () => {
      throw new Error('a mistake');
    };
    const done: string[] = [];
    const handle = async ({ certificate: { name } }: { certificate: { name: string } }) => void done.push(name);
    const plugins = [registered({ id: 'odd' }, () => ({ handle, concerns: fail, shares: fail, sharesLoosely: fail }))];
    const pass = hostOf(plugins, log).beginPass(passOptions({ expected: [certificate('a')] }));
    await pass.done(renewed(certificate('a')));
    const { steps } = await pass.finish();
    assert.deepEqual([done, steps.map(({ failure }) => failure)], [['a'], [undefined]]);
    for (const method of ['concerns', 'shares', 'sharesLoosely'])
      assert.ok(lines.includes(`warn the method ${method} of the plugin failed {"reason":"a mistake"}`), `${lines}`);
  });

  it('or a certificate that cannot be read is a fault of the pass, which goes on and goes on owing', async () => {
    const { log, errors } = listening();
    const owed = memoryOwed('a 1 hook', 'b 1 hook', 'c 1 hook');
    const handle = async () => undefined;
    const host = createPostIssueHost(
      surroundings({ plugins: [registered({ id: 'hook' }, () => ({ handle }))], owed, log }),
    );
    const current = async (name: string) => {
      if (name === 'a') throw new Failure('LINEAGE', 'it is damaged');
      return name === 'b' ? certificate('b') : undefined;
    };
    const { steps, faults } = await host.beginPass(passOptions({ current })).finish();
    assert.deepEqual(
      steps.map((step) => step.certificate),
      ['b'],
    );
    assert.deepEqual([faults.map(({ message }) => message), errors.length], [['it is damaged'], 1]);
    assert.deepEqual([...owed.steps], ['a 1 hook']);
  });
});
