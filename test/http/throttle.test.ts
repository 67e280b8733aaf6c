import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RetryPolicy, retrying } from '../../core/http/retry.js';
import { createThrottle } from '../../core/http/throttle.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';

const never = new AbortController().signal;
const patient: RetryPolicy = { attempts: 2, firstPauseMs: 0, longestPauseMs: 0, patienceMs: 2000 };
const always = () => true;

function tooMany(retryAfterMs?: number): Failure {
  return new Failure('RATE_LIMITED', 'too many', retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** A service that takes so many requests in a window; it notes how many were on their way at once after a refusal. */
function limited(most: number, windowMs: number) {
  const seen = { answered: 0, refused: 0, together: 0, mostTogether: 0 };
  let opened = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    seen,
    async request(): Promise<number> {
      if (seen.refused > 0) seen.mostTogether = Math.max(seen.mostTogether, ++seen.together);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (seen.together > 0) seen.together -= 1;
      const now = performance.now();
      if (now - opened >= windowMs) {
        opened = now;
        used = 0;
      }
      if (used >= most) {
        seen.refused += 1;
        throw tooMany(opened + windowMs - now + 1);
      }
      used += 1;
      seen.answered += 1;
      return seen.answered;
    },
  };
}

describe('requests to a service that says "too many"', () => {
  it('all wait for as long as it says, then go one after the other', async () => {
    const { seen, request } = limited(5, 60);
    const throttle = createThrottle();
    const all = Array.from({ length: 20 }, () => retrying(request, always, patient, never, throttle));
    await Promise.all(all);
    assert.equal(seen.answered, 20);
    // The first fifteen too many were sent together; after that each window begins with one refusal at most.
    assert.ok(seen.refused <= 15 + 4, `${seen.refused} refusals`);
    await Promise.all([1, 2, 3].map(() => retrying(request, always, patient, never, throttle)));
  });

  it('are not tried for longer than the patience, nor at all without one', async () => {
    let tries = 0;
    const refused = (retryAfterMs?: number) => async () => {
      tries += 1;
      throw tooMany(retryAfterMs);
    };
    const isLimit = (error: unknown) => isFailure(error, 'RATE_LIMITED');
    await assert.rejects(retrying(refused(3_600_000), always, patient, never, createThrottle()), isLimit);
    assert.equal(tries, 1);
    const { patienceMs: _none, ...plain } = patient;
    await assert.rejects(retrying(refused(1), always, plain, never, createThrottle()), isLimit);
    assert.equal(tries, 2, 'a pause beyond the longest is left to the scheduler');
  });

  it('do not count refusals as tries', async () => {
    let tries = 0;
    const result = await retrying(
      async () => {
        tries += 1;
        if (tries < 6) throw tooMany(1);
        return 'done';
      },
      always,
      patient,
      never,
      createThrottle(),
    );
    assert.deepEqual([result, tries], ['done', 6]);
  });

  it('stop waiting at once when they are told to', async () => {
    const stop = new AbortController();
    const throttle = createThrottle();
    throttle.hold(3_600_000);
    const waiting = throttle.run(async () => 2, stop.signal);
    stop.abort(new Error('stopped'));
    await assert.rejects(waiting, (error) => isFailure(error, 'ABORTED'));
  });
});
