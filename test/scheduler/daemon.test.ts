import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runDaemon } from '../../core/scheduler/daemon.js';
import { createWakeQueue, type WakeReason } from '../../core/scheduler/wake-queue.js';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFakeClock } from '../issuance/fake-clock.js';
import { waitFor } from '../lab/wait-for.js';

const minute = 60_000;

/** A daemon whose passes are noted and end as told. */
function startDaemon(wakeIn: readonly (number | undefined)[]) {
  const clock = createFakeClock(1_000_000);
  const stop = new AbortController();
  const passes: { reasons: readonly WakeReason[]; at: number }[] = [];
  /** After how many passes it came to rest. */
  const rests: number[] = [];
  const moments = [...wakeIn];
  let change: () => void = () => undefined;
  let isWatching = false;
  let hold: Promise<void> = Promise.resolve();
  const ended = runDaemon({
    clock,
    log: silentLogger,
    signal: stop.signal,
    rest: () => void rests.push(passes.length),
    watch: async (onChange) => {
      change = onChange;
      isWatching = true;
      return async () => {
        isWatching = false;
      };
    },
    pass: async (reasons) => {
      passes.push({ reasons, at: clock.now() });
      await hold;
      const next = moments.shift();
      return { wakeAt: next === undefined ? undefined : clock.now() + next, wakeFor: 'schedule' };
    },
  });
  return {
    clock,
    passes,
    rests,
    ended,
    stop,
    change: () => change(),
    isWatching: () => isWatching,
    /** The next passes last until the returned function is called. */
    holdPasses(): () => void {
      let release: () => void = () => undefined;
      hold = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    async passed(count: number): Promise<void> {
      await waitFor(`${count} passes`, () => passes.length >= count);
    },
    async advance(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= minute) {
        await waitFor('it to sleep', () => clock.nextWakeMs() !== undefined || passes.length > 50);
        clock.advance(Math.min(left, minute));
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

describe('the daemon', () => {
  it('makes a pass at start, at the moment that the last one named, and after a change', async () => {
    const daemon = startDaemon([10 * minute, undefined]);
    await daemon.passed(1);
    await daemon.advance(10 * minute);
    await daemon.passed(2);
    daemon.change();
    await daemon.passed(3);
    assert.deepEqual(
      daemon.passes.map(({ reasons }) => reasons),
      [['start'], ['schedule'], ['configuration changed']],
    );
    assert.equal((daemon.passes[1]?.at ?? 0) - (daemon.passes[0]?.at ?? 0), 10 * minute);
    daemon.stop.abort();
    await daemon.ended;
    assert.equal(daemon.isWatching(), false);
  });

  it('comes to rest after a pass that no other one follows at once', async () => {
    const daemon = startDaemon([2500, 10 * minute, undefined]);
    await daemon.passed(1);
    await daemon.advance(2500);
    await daemon.passed(2);
    await daemon.advance(10 * minute);
    await daemon.passed(3);
    await waitFor('it to rest', () => daemon.rests.length >= 2);
    assert.deepEqual(daemon.rests, [2, 3]);
    daemon.stop.abort();
    await daemon.ended;
  });

  it('makes one more pass for all that comes in during one', async () => {
    const daemon = startDaemon([]);
    await daemon.passed(1);
    const release = daemon.holdPasses();
    daemon.change();
    await daemon.passed(2);
    for (let count = 0; count < 5; count += 1) daemon.change();
    release();
    await daemon.passed(3);
    daemon.stop.abort();
    await daemon.ended;
    assert.equal(daemon.passes.length, 3);
  });

  it('makes a pass when what is watched beside it has ended, and watches no longer than that', async () => {
    const clock = createFakeClock(1_000_000);
    const stop = new AbortController();
    const passes: (readonly WakeReason[])[] = [];
    const watches: { signal: AbortSignal; end: () => void }[] = [];
    let change: () => void = () => undefined;
    const ended = runDaemon({
      clock,
      log: silentLogger,
      signal: stop.signal,
      watch: async (onChange) => {
        change = onChange;
        return async () => undefined;
      },
      pass: async (reasons) => {
        passes.push(reasons);
        const watch = (signal: AbortSignal) =>
          new Promise<void>((resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason), { once: true });
            watches.push({ signal, end: resolve });
          });
        return { wakeAt: undefined, wakeFor: 'schedule', watch };
      },
    });
    await waitFor('a watch', () => watches.length === 1);
    watches[0]?.end();
    await waitFor('the second watch', () => watches.length === 2);
    change();
    await waitFor('the third watch', () => watches.length === 3);
    assert.deepEqual(passes, [['start'], ['due'], ['configuration changed']]);
    assert.deepEqual(
      watches.map(({ signal }) => signal.aborted),
      [true, true, false],
    );
    stop.abort();
    await ended;
  });

  it('notices that the clock was set forward', async () => {
    const daemon = startDaemon([24 * 60 * minute]);
    await daemon.passed(1);
    await waitFor('it to sleep', () => daemon.clock.nextWakeMs() !== undefined);
    daemon.clock.advance(24 * 60 * minute);
    await daemon.passed(2);
    daemon.stop.abort();
    await daemon.ended;
  });

  it('makes a pass when the clock was set back, since what it had computed is of no use', async () => {
    const daemon = startDaemon([24 * 60 * minute]);
    await daemon.passed(1);
    await waitFor('it to sleep', () => daemon.clock.nextWakeMs() !== undefined);
    daemon.clock.advance(-10 * minute);
    await daemon.passed(2);
    daemon.stop.abort();
    await daemon.ended;
  });

  it('stops in the middle of a sleep', async () => {
    const daemon = startDaemon([60 * minute]);
    await daemon.passed(1);
    daemon.stop.abort();
    await daemon.ended;
    assert.equal(daemon.passes.length, 1);
  });
});

describe('the wake queue', () => {
  it('gathers reasons until somebody asks', async () => {
    const queue = createWakeQueue();
    const { signal } = new AbortController();
    queue.wake('due');
    queue.wake('configuration changed');
    queue.wake('due');
    await queue.peek(signal);
    assert.deepEqual(await queue.next(signal), ['due', 'configuration changed']);
    const waiting = queue.next(signal);
    queue.wake('schedule');
    assert.deepEqual(await waiting, ['schedule']);
  });

  it('gives up with the signal', async () => {
    const stop = new AbortController();
    const waiting = createWakeQueue().next(stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, /stopped/);
  });
});
