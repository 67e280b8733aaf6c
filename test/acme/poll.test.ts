import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFirstPoll } from '../../core/acme/first-poll.js';
import { doOnce } from '../../core/acme/orders.js';
import { poll } from '../../core/acme/poll.js';
import { Failure, type FailureCode, isFailure } from '../../core/sdk/failure.js';
import { fakeClock } from './fake-ca.js';

const signal = new AbortController().signal;

/** A poll of something that is done at the given look, 0 being the answer that came already. */
function polling(doneAt: number, asked: (look: number) => number | undefined = () => undefined, timeoutMs = 60_000) {
  const clock = fakeClock();
  const learned: boolean[] = [];
  let look = 0;
  const work = poll({
    read: async () => {
      look += 1;
      return look;
    },
    isDone: (state) => state >= doneAt,
    retryAfterMs: asked,
    initial: 0,
    firstPoll: { delayMs: () => 100, learn: (done) => void learned.push(done) },
    clock,
    signal,
    timeoutMs,
    what: 'the validation of a.example',
    place: 'here',
  });
  return { work, learned, pauses: clock.pauses };
}

describe('a poll', () => {
  it('costs nothing where it is done already, then comes ever more rarely', async () => {
    const done = polling(0);
    assert.equal(await done.work, 0);
    assert.deepEqual([done.pauses, done.learned], [[], []]);
    const once = polling(1);
    assert.equal(await once.work, 1);
    assert.deepEqual([once.pauses, once.learned], [[100], [true]]);
    const often = polling(12);
    await often.work;
    assert.deepEqual(often.learned, [false]);
    const rounded = often.pauses.map(Math.round);
    assert.deepEqual(rounded, [100, 160, 256, 410, 655, 1049, 1678, 2684, 4295, 5000, 5000, 5000]);
  });

  it('waits at least as long as the CA asks, and learns nothing of that', async () => {
    const { work, pauses, learned } = polling(3, (look) => [3000, 1, undefined][look]);
    await work;
    assert.deepEqual([pauses, learned], [[3000, 160, 256], []]);
  });

  it('ends at its deadline, and tells what the CA asked for last', async () => {
    for (const asked of [undefined, 4000]) {
      const { work, pauses } = polling(1000, () => asked, 10_000);
      await assert.rejects(
        work,
        (error) =>
          isFailure(error, 'TIMEOUT') &&
          error.message === 'the validation of a.example took longer than 10 s' &&
          error.place === 'here' &&
          error.retryAfterMs === asked,
      );
      assert.equal(Math.round(pauses.reduce((sum, pause) => sum + pause, 0)), 10_000);
    }
  });
});

describe('the first poll', () => {
  it('comes sooner while it finds the work done, and later where it did not', () => {
    const delays = (start: number, ...found: boolean[]) => {
      const first = createFirstPoll(start);
      return [start, ...found].map((done) => {
        if (typeof done === 'boolean') first.learn(done);
        return Math.round(first.delayMs() * 100) / 100;
      });
    };
    assert.deepEqual(delays(100, true, true, true, true, true, true), [100, 50, 25, 12.5, 6.25, 4, 4]);
    assert.deepEqual(delays(30, false, true, true), [30, 60, 58.2, 56.45]);
    assert.deepEqual(delays(100, false, false, true), [100, 200, 200, 194]);
    assert.deepEqual(delays(40, false, false, true), [40, 80, 160, 155.2]);
    assert.equal(createFirstPoll().delayMs(), 100);
  });
});

describe('what must not be done twice', () => {
  async function trial(codes: readonly FailureCode[], owed: boolean) {
    const seen: string[] = [];
    const outcome = await doOnce(
      async () => {
        seen.push('act');
        const code = codes[seen.filter((one) => one === 'act').length - 1];
        if (code !== undefined) throw new Failure(code, 'lost');
        return 'acted';
      },
      async () => {
        seen.push('look');
        return 'looked';
      },
      () => owed,
    ).catch((error) => (isFailure(error) ? error.code : assert.fail(String(error))));
    return `${seen.join(' ')}: ${outcome}`;
  }

  it('is done again only where a look says that it was not done, three times at most', async () => {
    assert.equal(await trial([], true), 'act: acted');
    for (const code of ['NETWORK', 'TIMEOUT', 'SERVER', 'RESPONSE'] as const) {
      assert.equal(await trial([code], false), 'act look: looked', code);
      assert.equal(await trial([code], true), 'act look act: acted', code);
    }
    assert.equal(await trial(['SERVER', 'SERVER', 'SERVER'], true), 'act look act look act: SERVER');
    for (const code of ['ACME', 'ABORTED', 'RATE_LIMITED'] as const)
      assert.equal(await trial([code], true), `act: ${code}`);
  });
});
