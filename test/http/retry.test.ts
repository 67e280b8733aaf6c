import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createRateLimiter } from '../../core/http/rate-limiter.js';
import { type RetryPolicy, retrying } from '../../core/http/retry.js';
import { createThrottle } from '../../core/http/throttle.js';
import { Failure, type FailureCode, type FailureDetails, isFailure } from '../../core/sdk/failure.js';

const never = new AbortController().signal;
const quick: RetryPolicy = { attempts: 10, firstPauseMs: 1, longestPauseMs: 1000 };

interface Trial {
  readonly failure: unknown;
  readonly policy?: RetryPolicy;
  readonly mayRepeat?: boolean;
  readonly throttled?: boolean;
}

/** How often something that always fails is tried. */
async function triesOf({ failure, policy = quick, mayRepeat = true, throttled = false }: Trial): Promise<number> {
  let tries = 0;
  const attempt = async () => {
    tries += 1;
    throw failure;
  };
  const work = retrying(attempt, () => mayRepeat, policy, never, throttled ? createThrottle() : undefined);
  await assert.rejects(work, (error) => error === failure);
  return tries;
}

function failing(code: FailureCode, details: FailureDetails = {}): Failure {
  return new Failure(code, 'no', details);
}

describe('another try', () => {
  it('is made as often as the policy says, of what may pass, in pauses that it allows', async () => {
    const patient = { ...quick, attempts: 3, patienceMs: 1900 };
    const table: readonly (readonly [tries: number, Trial])[] = [
      [3, { failure: failing('SERVER'), policy: { ...quick, attempts: 3 } }],
      [1, { failure: failing('SERVER'), policy: { ...quick, attempts: 1 } }],
      [1, { failure: failing('API') }],
      [1, { failure: failing('SERVER'), mayRepeat: false }],
      [1, { failure: failing('SERVER', { retryable: false }) }],
      [1, { failure: new Error('of another kind') }],
      // The pauses double: about 1, 2, 4 ms, a quarter more or less.
      [3, { failure: failing('SERVER'), policy: { ...quick, longestPauseMs: 2.9 } }],
      [2, { failure: failing('SERVER'), policy: { ...quick, longestPauseMs: 1.4 } }],
      [1, { failure: failing('SERVER', { retryAfterMs: 6 }), policy: { ...quick, longestPauseMs: 5 } }],
      [10, { failure: failing('SERVER', { retryAfterMs: 1 }), policy: { ...quick, firstPauseMs: 5000 } }],
      // Refusals wait for a second, then for two: with less patience, that is all.
      [2, { failure: failing('RATE_LIMITED'), policy: patient, throttled: true }],
      [1, { failure: failing('RATE_LIMITED', { retryAfterMs: 1901 }), policy: patient, throttled: true }],
      [3, { failure: failing('RATE_LIMITED', { retryAfterMs: 1 }), policy: patient }],
      [3, { failure: failing('SERVER', { retryAfterMs: 1 }), policy: patient, throttled: true }],
    ];
    const tries = await Promise.all(table.map(([, trial]) => triesOf(trial)));
    assert.deepEqual(
      tries,
      table.map(([expected]) => expected),
    );
  });

  it('comes a quarter sooner or later, as chance has it', async (context) => {
    const table = [
      { chance: 0, longestPauseMs: 0.74, tries: 1 },
      { chance: 0, longestPauseMs: 0.76, tries: 2 },
      { chance: 0.999, longestPauseMs: 1.24, tries: 1 },
      { chance: 0.999, longestPauseMs: 1.26, tries: 2 },
    ];
    for (const { chance, longestPauseMs, tries } of table) {
      const random = context.mock.method(Math, 'random', () => chance);
      const trial = { failure: failing('SERVER'), policy: { ...quick, longestPauseMs } };
      assert.equal(await triesOf(trial), tries, `${chance} ${longestPauseMs}`);
      random.mock.restore();
    }
  });

  it('is not made, and none is waited for, once the work was stopped', async () => {
    const stopped = AbortSignal.abort();
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      throw failing('SERVER');
    };
    await assert.rejects(
      retrying(attempt, () => true, quick, stopped),
      (error) => isFailure(error, 'SERVER'),
    );
    const stop = new AbortController();
    const waiting = retrying(
      attempt,
      () => true,
      { ...quick, firstPauseMs: 3_600_000, longestPauseMs: 1e9 },
      stop.signal,
    );
    setImmediate(() => stop.abort());
    await assert.rejects(waiting, (error) => (error as Error).name === 'AbortError');
    assert.equal(tries, 2);
  });
});

describe('the throttle', () => {
  it('sends all at once until the first refusal, then one after the other, whatever becomes of them', async () => {
    const throttle = createThrottle();
    const seen: string[] = [];
    const request = (name: string) => async () => {
      seen.push(`${name} begins`);
      await delay(1);
      seen.push(`${name} ends`);
      if (name === 'b') throw failing('SERVER');
    };
    await Promise.all(['x', 'y'].map((name) => throttle.run(request(name), never)));
    throttle.hold(0);
    await Promise.allSettled(['a', 'b', 'c'].map((name) => throttle.run(request(name), never)));
    assert.deepEqual(seen, [
      ...['x begins', 'y begins', 'x ends', 'y ends'],
      ...['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'],
    ]);
  });

  it('never shortens a pause, and leaves out who stopped waiting', async () => {
    const throttle = createThrottle();
    throttle.hold(3_600_000);
    throttle.hold(0);
    let sent = 0;
    const send = async () => {
      sent += 1;
    };
    const stop = new AbortController();
    const waiting = throttle.run(send, stop.signal);
    await delay(5);
    assert.equal(sent, 0);
    stop.abort('enough');
    await assert.rejects(waiting, (error) => isFailure(error, 'ABORTED') && error.cause === 'enough');
    const open = createThrottle();
    open.hold(0);
    await assert.rejects(open.run(send, AbortSignal.abort()));
    assert.equal(sent, 0);
    await open.run(send, never);
    assert.equal(sent, 1);
  });
});

describe('the rate limiter', () => {
  /** At which of these moments, in milliseconds from the first request on, a request has to wait. */
  async function waits(rate: number | undefined, moments: readonly number[]): Promise<boolean[]> {
    let now = 1e12;
    const clock = mock.method(Date, 'now', () => now);
    try {
      const limiter = createRateLimiter(rate);
      const waited: boolean[] = [];
      for (const moment of moments) {
        now = 1e12 + moment;
        // Whoever must wait is told to stop at once.
        waited.push(
          await limiter(AbortSignal.abort()).then(
            () => false,
            () => true,
          ),
        );
      }
      return waited;
    } finally {
      clock.mock.restore();
    }
  }

  it('lets one second’s worth pass at once, then one in each interval', async () => {
    const table: readonly [number | undefined, readonly number[], readonly boolean[]][] = [
      [undefined, [0, 0, 0], [false, false, false]],
      [2, [0, 0, 0], [false, false, true]],
      [2, [0, 0, 500], [false, false, false]],
      [2, [0, 0, 499], [false, false, true]],
      [2, [0, 0, 5000, 5000, 5000], [false, false, false, false, true]],
      [0.5, [0, 1999], [false, true]],
      [0.5, [0, 2000], [false, false]],
      [1, [0, 0], [false, true]],
    ];
    for (const [rate, moments, expected] of table)
      assert.deepEqual(await waits(rate, moments), expected, `${rate} ${moments}`);
  });
});
