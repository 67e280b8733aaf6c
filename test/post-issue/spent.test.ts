import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { bounded } from '../../core/post-issue/bounded.js';
import { createPostIssueHost } from '../../core/post-issue/index.js';
import { timeLimitOf } from '../../core/post-issue/open-plugin.js';
import { isFailure } from '../../core/sdk/index.js';
import { certificate, listening, passOptions, registered, renewed, surroundings, timersOf } from './support.js';

const never = () => new Promise<never>(() => {});

/** Lets everything run that can. */
async function settle(): Promise<void> {
  for (let index = 0; index < 100; index += 1) await turn();
}

describe('what work with a limit leaves behind', () => {
  it('is no timer and no listener, however it ends', async (context) => {
    const left = timersOf(context);
    const stopping = new AbortController();
    const heeding = (inner: AbortSignal) =>
      new Promise<void>((_, reject) => inner.addEventListener('abort', () => reject(inner.reason)));
    const works: readonly ((inner: AbortSignal) => Promise<unknown>)[] = [
      async () => 'done',
      () => Promise.reject(new Error('no')),
      heeding,
    ];
    for (const work of works) {
      const running = bounded(work, 3_600_000, stopping.signal, 'x').catch(() => undefined);
      assert.equal(getEventListeners(stopping.signal, 'abort').length, 1);
      if (work === heeding) stopping.abort();
      await running;
      assert.deepEqual([left(), getEventListeners(stopping.signal, 'abort')], [[], []]);
    }
  });

  it('is work that heeds nothing: it has three seconds, and what becomes of it later is nobody’s', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const stopping = new AbortController();
    let fail: (error: Error) => void = () => {};
    const deaf = () =>
      new Promise<never>((_, reject) => {
        fail = reject;
      });
    let outcome: unknown;
    const running = bounded(deaf, 60_000, stopping.signal, 'too long').catch((error: unknown) => {
      outcome = error;
    });
    context.mock.timers.tick(60_000);
    // The first reason is the one that counts, and the three seconds are not begun anew.
    stopping.abort();
    context.mock.timers.tick(2_999);
    await settle();
    assert.equal(outcome, undefined);
    context.mock.timers.tick(1);
    await running;
    assert.ok(isFailure(outcome, 'TIMEOUT'), String(outcome));
    fail(new Error('late'));
    await settle();
  });
});

describe('plugins and time', () => {
  it('have a minute for one thing unless their manifest says otherwise', () => {
    const manifest = { id: 'p', title: 'p', options: {} };
    assert.deepEqual([timeLimitOf(manifest), timeLimitOf({ ...manifest, timeoutSeconds: 2 })], [60_000, 2_000]);
  });

  it('have half a minute to get ready, and then their certificates go on', async (context) => {
    const { log, lines } = listening();
    const done: string[] = [];
    const plugins = [
      registered({ id: 'slow' }, () => ({
        handle: async () => void done.push('handled'),
        prepare: (inner) => new Promise((_, reject) => inner.addEventListener('abort', () => reject(inner.reason))),
        shares: () => ['x'],
      })),
      registered({ id: 'unasked' }, () => ({ handle: async () => undefined, prepare: () => assert.fail('asked') })),
    ];
    const pass = createPostIssueHost(surroundings({ plugins, log })).beginPass(passOptions({ patienceMs: 3_600_000 }));
    context.mock.timers.enable({ apis: ['setTimeout'] });
    await pass.done(renewed(certificate('a')));
    await settle();
    context.mock.timers.tick(29_999);
    await settle();
    assert.deepEqual(done, []);
    context.mock.timers.tick(1);
    assert.deepEqual((await pass.finish()).faults, []);
    assert.deepEqual(done, ['handled']);
    assert.deepEqual(
      lines.filter((line) => !line.includes('step is done')),
      ['debug the plugin could not prepare the pass {"reason":"the plugin \\"slow\\" did not get ready within 30 s"}'],
    );
  });

  it('may go on for three seconds with what comes after the issues of a pass that is stopped', async (context) => {
    const left = timersOf(context);
    for (const early of [true, false]) {
      const stopping = new AbortController();
      const { log, errors } = listening();
      let aborted = false;
      const plugins = [
        registered({ id: 'hook', surroundsIssues: true }, () => ({
          handle: never,
          afterIssues: (_, inner) =>
            new Promise((_resolve, reject) =>
              inner.addEventListener('abort', () => {
                aborted = true;
                reject(inner.reason);
              }),
            ),
        })),
      ];
      const around = await createPostIssueHost(surroundings({ plugins, log })).beginIssues(
        [certificate('a')],
        stopping.signal,
      );
      context.mock.timers.enable({ apis: ['setTimeout'] });
      if (early) stopping.abort();
      const ended = around.ended({ renewed: [], failed: [] });
      await settle();
      if (!early) stopping.abort();
      await settle();
      context.mock.timers.tick(2_999);
      await settle();
      assert.equal(aborted, false);
      context.mock.timers.tick(1);
      await ended;
      assert.deepEqual([aborted, errors], [true, []]);
      context.mock.timers.reset();
    }
    // Nothing is left of one that ended by itself.
    const stopping = new AbortController();
    stopping.abort();
    const plugins = [registered({ id: 'hook', surroundsIssues: true }, () => ({ handle: never }))];
    for (const signal of [stopping.signal, new AbortController().signal]) {
      const around = await createPostIssueHost(surroundings({ plugins })).beginIssues([certificate('a')], signal);
      await around.ended({ renewed: [], failed: [] });
      assert.deepEqual([left(), getEventListeners(signal, 'abort')], [[], []]);
    }
  });
});
