import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundedPause, longestPauseMs } from '../../core/sdk/bounded-pause.js';
import { poll } from '../../core/sdk/poll.js';
import { recently } from '../../core/sdk/recent.js';

/** A service that is done at its n-th look, at a clock that only looks and pauses move. */
async function play(
  doneAt: number,
  limitMs: number,
  lookMs: number,
  more: { growth?: number; longestPauseMs?: number } = {},
) {
  let now = 1000;
  let looks = 0;
  const result = await poll({
    read: async () => {
      now += lookMs;
      looks += 1;
      return looks;
    },
    isDone: (state) => state >= doneAt,
    pauseMs: 10,
    limitMs,
    now: () => now,
    signal: () => new AbortController().signal,
    ...more,
  });
  return { result, looks };
}

describe('looking until work elsewhere is done', () => {
  it('ends with the first look that finds it done', async () => {
    assert.deepEqual(await play(1, 100, 0), { result: 1, looks: 1 });
    assert.deepEqual(await play(3, 1000, 100), { result: 3, looks: 3 });
  });

  it('gives up where its time is over, and before a pause that would outlast it', async () => {
    assert.deepEqual(await play(9, 300, 100), { result: undefined, looks: 3 });
    // The second pause would be of an hour.
    assert.deepEqual(await play(9, 60_000, 10, { growth: 360_000 }), { result: undefined, looks: 2 });
    // It would end at the deadline itself, when there is no more time for a look.
    assert.deepEqual(await play(9, 10, 0), { result: undefined, looks: 1 });
  });

  it('pauses no longer than the longest', async () => {
    assert.deepEqual(await play(4, 60_000, 10, { growth: 360_000, longestPauseMs: 20 }), { result: 4, looks: 4 });
  });

  it('stops when told', async () => {
    const read = async () => 0;
    const signal = () => AbortSignal.abort(new Error('enough'));
    const waiting = poll({ read, isDone: () => false, pauseMs: 1e6, limitMs: 1e9, now: () => 0, signal });
    await assert.rejects(waiting, (error: Error) => error.name === 'AbortError');
  });
});

describe('a pause that a service asks for', () => {
  const day = 86_400_000;
  for (const [asked, heeded] of [
    [0, 0],
    [1, 1],
    [-5, 0],
    [Number.NaN, 0],
    [day, day],
    [day + 1, day],
    [Number.POSITIVE_INFINITY, day],
  ] as const)
    it(`of ${asked} ms is one of ${heeded}`, () => assert.equal(boundedPause(asked), heeded));

  it('may be a week at a CA', () => {
    assert.equal(longestPauseMs.ca, 7 * day);
    assert.equal(boundedPause(8 * day, longestPauseMs.ca), 7 * day);
  });
});

describe('what was made of texts', () => {
  it('is kept for the last ones, and made anew for others; undefined never is', () => {
    const made: string[] = [];
    const length = recently(2, (text) => {
      made.push(text);
      return text === '' ? undefined : text.length;
    });
    for (const text of ['a', 'bb', 'a', 'bb', 'ccc', 'bb', 'ccc', 'a', '', '']) length(text);
    assert.deepEqual(made, ['a', 'bb', 'ccc', 'a', '', '']);
    assert.equal(length('a'), 1);
  });
});
