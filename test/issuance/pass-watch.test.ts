import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPassWatch, readStandStill, standStillMs } from '../../core/issuance/pass/pass-watch.js';
import { Failure } from '../../core/sdk/failure.js';
import { type Logger, silentLogger } from '../../core/sdk/logger.js';
import { assessHealth } from '../../core/status/health.js';
import { waitFor } from '../lab/wait-for.js';
import { createFakeClock } from './fake-clock.js';

const minute = 60_000;

/** @param onWrite waited for at the n-th write, from 0 */
function open(onWrite: (count: number) => Promise<void> = async () => {}) {
  const clock = createFakeClock(Date.parse('2030-01-01T00:00:00Z'));
  const lines: string[] = [];
  const note = (level: string) => (fields: object) =>
    void lines.push(`${level} ${(fields as { event: string }).event}`);
  const log: Logger = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: () => log,
  };
  const kept = new Map<string, unknown>();
  let writes = 0;
  const state = {
    read: async <T>(key: string, parse: (value: unknown) => T | undefined) => parse(kept.get(key)),
    async write(key: string, value: unknown) {
      await onWrite(writes++);
      kept.set(key, value);
    },
  };
  const watch = createPassWatch({ clock, log, state });
  let end: () => void = () => {};
  const pass = watch.watch(() => new Promise<void>((resolve) => (end = resolve)));
  return {
    clock,
    lines,
    watch,
    pass,
    end: () => end(),
    writes: () => writes,
    kept,
    standStill: () => readStandStill(state, clock.now()),
    async advance(ms: number) {
      for (let left = ms; left > 0; left -= minute) {
        await waitFor('the watch to sleep', () => clock.nextWakeMs() !== undefined);
        clock.advance(minute);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

describe('the watch over passes', () => {
  it('says nothing of a pass that ends', async () => {
    const { pass, end, lines, watch, advance } = open();
    await advance(10 * minute);
    assert.equal(watch.snapshot()?.under.length, 0);
    end();
    await pass;
    assert.deepEqual(lines, []);
    assert.equal(watch.snapshot(), undefined);
  });

  it('tells of a pass that lasts, once an hour, and where it stands', async () => {
    const { pass, end, lines, watch, advance, clock, standStill } = open();
    watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
    for (let hour = 0; hour < 2; hour += 1) {
      for (let count = 0; count < 60; count += 1) {
        await advance(minute);
        watch.listen({ kind: 'step', certificate: 'a.example', step: 'records' });
      }
    }
    assert.deepEqual(lines, ['warn pass.lasts', 'warn pass.lasts']);
    assert.equal(await standStill(), undefined);
    const [only] = watch.snapshot()?.under ?? [];
    assert.equal(only?.step, 'records');
    assert.ok(clock.now() - (only?.since ?? 0) >= 119 * minute, 'since when it stands there');
    watch.listen({ kind: 'certificate-done', certificate: 'a.example', action: 'create', durationMs: 1 });
    assert.deepEqual(watch.snapshot()?.under, []);
    end();
    await pass;
  });

  it('tells log and health of one that makes no progress, until it does', async () => {
    const { pass, end, lines, watch, advance, clock, standStill, kept } = open();
    watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
    await advance(standStillMs);
    assert.deepEqual(lines, ['error pass.stands-still']);
    const where = await standStill();
    assert.equal(where, 'since 2030-01-01T00:00:00.000Z: a.example at account for 60 min');
    assert.deepEqual(assessHealth([], clock.now(), undefined, where), {
      healthy: false,
      problems: [{ reason: `a pass makes no progress, ${where}` }],
    });
    end();
    await pass;
    assert.equal(await standStill(), undefined);
    assert.deepEqual([...kept], [['stand-still', { at: 0, where: '' }]]);
  });

  it('tells of one certificate that makes no progress while others do, and what it waits for', async () => {
    const { pass, end, lines, watch, advance, standStill } = open();
    watch.listen({ kind: 'certificate-started', certificate: 'b.example', action: 'create', reason: '' });
    watch.listen({ kind: 'step', certificate: 'b.example', step: 'propagation', detail: '2 servers' });
    for (let count = 0; count < standStillMs / minute; count += 1) {
      watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
      await advance(minute);
      watch.listen({ kind: 'certificate-done', certificate: 'a.example', action: 'create', durationMs: 1 });
    }
    assert.deepEqual(lines, ['error pass.stands-still']);
    assert.match((await standStill()) ?? '', /: b\.example at propagation \(2 servers\) for 60 min/);
    end();
    await pass;
  });

  it('tells at once when it stands still, also soon after it has told that it takes long', async () => {
    const { pass, end, lines, watch, advance } = open();
    await advance(30 * minute);
    watch.listen({ kind: 'notice', message: 'x' });
    await advance(61 * minute);
    assert.deepEqual(lines, ['warn pass.lasts', 'error pass.stands-still']);
    end();
    await pass;
  });

  it('holds nothing against a machine that slept, or whose clock was set', async () => {
    const { pass, end, lines, watch, advance, clock, standStill } = open();
    watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
    await advance(5 * minute);
    await waitFor('the watch to sleep', () => clock.nextWakeMs() !== undefined);
    clock.advance(9 * 60 * minute);
    await advance(20 * minute);
    assert.deepEqual(lines, []);
    assert.equal(await standStill(), undefined);
    end();
    await pass;
  });

  it('tells since when the stillest one stands, or how long nothing is heard at all', async () => {
    const { pass, end, watch, advance, standStill } = open();
    await advance(10 * minute);
    watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
    watch.listen({ kind: 'notice', certificate: 'a.example', message: 'it is under way still' });
    assert.equal(watch.snapshot()?.under.length, 1);
    await advance(standStillMs);
    assert.match((await standStill()) ?? '', /: a\.example at account for 60 min$/);
    const failure = new Failure('SERVER', 'ill');
    const about = { certificate: 'a.example', action: 'create', step: 'account', durationMs: 1 } as const;
    watch.listen({ kind: 'certificate-failed', ...about, failure });
    assert.equal(watch.snapshot()?.under.length, 0);
    await advance(standStillMs);
    assert.match((await standStill()) ?? '', /: between certificates for 60 min$/);
    watch.listen({ kind: 'certificate-started', certificate: 'b.example', action: 'create', reason: '' });
    end();
    await pass;
    await watch.watch(async () =>
      assert.deepEqual(watch.snapshot()?.under, [], 'another pass, which has begun nothing'),
    );
  });

  it('ends with a certificate that is parked', async () => {
    const { pass, end, lines, watch, advance } = open();
    watch.listen({ kind: 'certificate-started', certificate: 'a.example', action: 'create', reason: '' });
    watch.listen({ kind: 'certificate-parked', certificate: 'a.example', action: 'create', until: 0, durationMs: 1 });
    assert.deepEqual(watch.snapshot()?.under, []);
    await advance(59 * minute);
    assert.deepEqual(lines, []);
    end();
    await pass;
  });

  it('is over only once all that it wrote is there, and says what could not be written', async () => {
    for (const gated of [0, 1]) {
      let release = () => {};
      const gate = new Promise<void>((resolve) => (release = resolve));
      const { pass, end, watch, advance, standStill, writes } = open(async (count) =>
        count === gated ? gate : undefined,
      );
      let isOver = false;
      pass.then(() => (isOver = true));
      await advance(standStillMs);
      if (gated === 1) {
        watch.listen({ kind: 'notice', message: 'x' });
        await advance(minute);
      }
      end();
      for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isOver, false, `${gated}`);
      release();
      await pass;
      assert.deepEqual([await standStill(), writes()], [undefined, 2], 'it stood still, and does no more');
    }
    const refused = open(() => Promise.reject(new Error('full')));
    await refused.advance(standStillMs);
    assert.deepEqual(refused.lines, ['error pass.stands-still', 'warn memory.failed']);
    refused.end();
    await refused.pass;
  });

  it('looks each minute, and several times within a patience that is shorter than that', async () => {
    for (const [patience, pause] of [
      [undefined, minute],
      [4 * minute, minute],
      [400, 100],
    ] as const) {
      const asked: number[] = [];
      const clock = {
        now: () => 0,
        sleep(ms: number, signal?: AbortSignal) {
          asked.push(ms);
          return new Promise<void>((_resolve, reject) =>
            signal?.addEventListener('abort', () => reject(signal.reason)),
          );
        },
      };
      const state = { read: async () => undefined, write: async () => {} };
      const more = patience === undefined ? {} : { patienceMs: patience };
      await createPassWatch({ clock, log: silentLogger, state, ...more }).watch(async () => {});
      assert.deepEqual(asked, [pause]);
    }
  });

  it('believes nothing that a daemon wrote which is gone', async () => {
    const { advance, clock, standStill } = open();
    await advance(standStillMs);
    assert.notEqual(await standStill(), undefined);
    clock.advance(0);
    const later = clock.now() + 6 * minute;
    assert.equal(
      await readStandStill({ read: async (_key, parse) => parse({ at: clock.now(), where: 'x' }) }, later),
      undefined,
    );
  });
});
