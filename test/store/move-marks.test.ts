import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { guardMoves } from '../../core/store/guard-moves.js';
import { expiryMs, type MoveMark, moveObstacle, moveProblem, readMoveMark } from '../../core/store/move-mark.js';
import { moveInTurn } from '../../core/store/move-turn.js';
import { emptyMemory, openMemoryStore } from './memory-store.js';
import { filled, first, never, openSide } from './sides.js';
import { listeningLogger, saveRequest } from './volume.js';

const minute = 60_000;

describe('what both sides have of a move', () => {
  const mark: MoveMark = { role: 'from', other: 'the store', begunAt: 0, touchedAt: 0, isDone: false };

  it('keeps others from working for an hour, and for ever once it is done', () => {
    const table: readonly [
      mark: MoveMark | undefined,
      now: number,
      obstacle: string | undefined,
      problem: RegExp | undefined,
    ][] = [
      [undefined, 0, undefined, undefined],
      [mark, 15 * minute, 'LOCKED', undefined],
      [mark, 15 * minute + 1, 'LOCKED', /from here to the store, since 1970.*interrupted$/],
      [{ ...mark, role: 'to' }, 16 * minute, 'LOCKED', /to here from the store/],
      [mark, expiryMs, 'LOCKED', /interrupted$/],
      [mark, expiryMs + 1, undefined, undefined],
      [{ ...mark, touchedAt: expiryMs + 1 }, 0, undefined, undefined],
      [{ ...mark, isDone: true }, 100 * expiryMs, 'CONFIG', /^everything has moved from here to the store/],
    ];
    for (const [given, now, code, problem] of table) {
      const obstacle = moveObstacle(given, now);
      assert.deepEqual(
        [obstacle?.code, obstacle?.retryable],
        code === undefined ? [undefined, undefined] : [code, code === 'LOCKED'],
      );
      if (problem === undefined) assert.equal(moveProblem(given, now), undefined);
      else assert.match(moveProblem(given, now) ?? '', problem);
    }
    assert.match(moveObstacle(mark, 0)?.hint ?? '', /passes go on here at 1970-01-01T01:00:00/);
    const done = (other: string) => moveObstacle({ ...mark, other, isDone: true }, 0)?.hint ?? '';
    assert.match(done('the directory /x of h'), /Take LETSENCRYPT_STORE away.*that directory \/x of h/);
    assert.match(done('postgres://h/d'), /Set LETSENCRYPT_STORE and .* of postgres:\/\/h\/d/);
  });

  it('is read only where it is whole', async () => {
    const { state } = openMemoryStore();
    for (const [value, role] of [
      [mark, 'from'],
      [{ ...mark, role: 'to' }, 'to'],
      [{ ...mark, role: 'x' }, 'from'],
      ['x', undefined],
      ...['begunAt', 'touchedAt', 'other'].map((key) => [{ ...mark, [key]: undefined }, undefined] as const),
    ] as const) {
      await state.write('moving', value);
      assert.equal((await readMoveMark(state))?.role, role, JSON.stringify(value));
    }
    await state.write('moving', { ...mark, isDone: 'yes' });
    assert.equal((await readMoveMark(state))?.isDone, false);
  });

  it('is there while it goes on, is renewed, and says in the end where everything is', async () => {
    const [from, to] = [await filled(), openSide()];
    await from.store.save(saveRequest('b.example.com', first));
    await from.store.save(saveRequest('c.example.com', first));
    let now = 1000;
    const marks: unknown[] = [];
    const look = async () => {
      const [one, other] = [await readMoveMark(from.store.state), await readMoveMark(to.store.state)];
      marks.push([one?.role, one?.other, one?.touchedAt, other?.role, other?.other, other?.touchedAt]);
    };
    const source = {
      ...from,
      place: 'A',
      async whole(name: string) {
        await look();
        now += name === 'a.example.com' ? 5 * minute : 5 * minute - 1;
        return from.whole(name);
      },
    };
    const target = { ...to, place: 'B' };
    const conclude = async () => {
      await look();
      return [];
    };
    const report = await moveInTurn(source, target, { signal: never, now: () => now, conclude });
    assert.deepEqual([report.moved.length, report.differences], [3, []]);
    const at = 1000 + 5 * minute;
    assert.deepEqual(marks, [
      ['from', 'B', 1000, 'to', 'A', 1000],
      ['from', 'B', at, 'to', 'A', at],
      ['from', 'B', at, 'to', 'A', at],
      ['from', 'B', at, 'to', 'A', at],
    ]);
    const ended = { role: 'from', other: 'B', begunAt: 1000, touchedAt: now, isDone: true };
    assert.deepEqual([await readMoveMark(from.store.state), to.data.state.has('moving')], [ended, false]);

    marks.length = 0;
    const differing = await moveInTurn(source, target, { signal: never, now: () => now, conclude: async () => ['x'] });
    assert.deepEqual(differing.differences, ['x']);
    assert.deepEqual(
      marks[0],
      ['from', 'B', ended.touchedAt, 'to', 'A', now - 15 * minute + 2],
      'what went there is there',
    );
    assert.equal((await readMoveMark(from.store.state))?.isDone, true);
    const elsewhere = { ...openSide(), place: 'C' };
    marks.length = 0;
    await moveInTurn(source, elsewhere, { signal: never, now: () => now, conclude: async () => ['x'] });
    assert.deepEqual((marks[0] as unknown[]).slice(0, 2), ['from', 'C']);
  });

  it('goes where something was left behind: that side stays in force', async () => {
    const [from, to] = [await filled(), openSide()];
    const [source, target] = [
      { ...from, place: 'A', whole: async () => undefined },
      { ...to, place: 'B' },
    ];
    const report = await moveInTurn(source, target, { signal: never, now: () => 1, conclude: async () => [] });
    assert.equal(report.left.length, 1);
    assert.deepEqual([from.data.state.has('moving'), to.data.state.has('moving')], [false, false]);
  });
});

describe('a lease of a store that is moved', () => {
  function guarded(mark?: Partial<MoveMark>) {
    const data = emptyMemory();
    const store = openMemoryStore(data);
    const log = listeningLogger();
    const whole = { role: 'to', other: 'A', begunAt: 0, touchedAt: 0, isDone: false, ...mark };
    if (mark !== undefined) data.state.set('moving', whole);
    return { data, log, store: guardMoves(store, log, () => 0) };
  }

  it('is refused on what moves, and given back', async () => {
    for (const [resource, mark, code] of [
      ['directory', undefined, undefined],
      ['directory', {}, 'LOCKED'],
      ['doors', {}, 'LOCKED'],
      ['leader', {}, undefined],
      ['directory', { touchedAt: expiryMs + 1 }, undefined],
      ['directory', { isDone: true }, 'CONFIG'],
    ] as const) {
      const { store, data, log } = guarded(mark);
      const lease = store.lease(resource, { command: 'x', ...(code === 'CONFIG' && { wait: 60_000 }) });
      if (code === undefined) await (await lease).release();
      else await assert.rejects(lease, (error) => isFailure(error, code));
      assert.equal(data.leases.size, 0);
      assert.deepEqual(log.warnings, [], 'nobody waited');
    }
    const { store, data } = guarded({});
    Object.assign(store.state, { read: () => Promise.reject(new Failure('STORE', 'ill')) });
    await assert.rejects(store.lease('directory', { command: 'x' }), /ill/);
    assert.equal(data.leases.size, 0);
  });

  it('comes when the move is over, within the time that is waited', async () => {
    const { store, data, log } = guarded({});
    let looks = 0;
    const { read } = store.state;
    store.state.read = (key, parse) => {
      looks += 1;
      return read(key, parse);
    };
    const waiting = store.lease('directory', { command: 'x', wait: 20 });
    await assert.rejects(waiting, (error) => isFailure(error, 'LOCKED'));
    assert.equal(log.warnings.length, 1, 'it is said once');
    assert.ok(looks < 10, `looked ${looks} times`);
    const coming = store.lease('directory', { command: 'x', wait: 300 });
    data.state.delete('moving');
    await (await coming).release();
    const stop = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(guarded({}).store.lease('directory', { command: 'x', wait: 300, signal: stop }), /stopped/);
  });
});
