import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backOffAfter } from '../../core/issuance/memory/back-off-after.js';
import { type BackOff, nextBackOff, pauseAfter } from '../../core/scheduler/back-off.js';
import { Failure } from '../../core/sdk/failure.js';

const minute = 60_000;

describe('the back-off', () => {
  it('grows from minutes to a day, and no further', () => {
    let backOff: BackOff | undefined;
    const pauses = Array.from({ length: 9 }, () => {
      backOff = nextBackOff(backOff, 0);
      return backOff.notBefore / minute;
    });
    assert.deepEqual(pauses, [5, 15, 60, 180, 360, 720, 1440, 1440, 1440]);
    assert.equal(pauseAfter(1), 5 * minute);
  });

  it('is longer where the service asks for more', () => {
    assert.equal(nextBackOff(undefined, 0, 7 * minute).notBefore, 7 * minute);
    assert.equal(nextBackOff(undefined, 0, minute).notBefore, 5 * minute);
  });

  it('is what a limit says, and does not grow by it', () => {
    const limited = new Failure('RATE_LIMITED', 'later', { retryAfterMs: 36_000 });
    const first = backOffAfter(limited, undefined, 0);
    assert.deepEqual(first, { failures: 1, notBefore: minute });
    assert.deepEqual(backOffAfter(limited, { failures: 4, notBefore: 0 }, 0), { failures: 4, notBefore: minute });
    const vague = new Failure('RATE_LIMITED', 'later');
    assert.deepEqual(backOffAfter(vague, { failures: 1, notBefore: 0 }, 0), { failures: 2, notBefore: 15 * minute });
  });
});
