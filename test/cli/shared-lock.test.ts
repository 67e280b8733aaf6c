import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSharedLock } from '../../core/application/shared-lock.js';
import type { Lock } from '../../core/lock/acquire-lock.js';

/** A lock that tells what was done with it. */
function stage(fail?: Error) {
  const events: string[] = [];
  const losing = new AbortController();
  const shared = createSharedLock(async (): Promise<Lock> => {
    if (fail !== undefined) throw fail;
    events.push('acquire');
    return {
      lost: losing.signal,
      async release() {
        events.push('release');
      },
    };
  });
  return { shared, events, losing };
}

describe('a lock for works that overlap', () => {
  it('is taken once for all of them, given back after the last, and taken again', async () => {
    const { shared, events } = stage();
    let finish = () => {};
    const long = shared.hold(async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      events.push('long');
    });
    assert.equal(await shared.hold(async () => 'short'), 'short');
    assert.deepEqual(events, ['acquire']);
    finish();
    await long;
    await shared.hold(async () => void events.push('again'));
    assert.deepEqual(events, ['acquire', 'long', 'release', 'acquire', 'again', 'release']);
  });

  it('is given back after a work that fails', async () => {
    const { shared, events } = stage();
    await assert.rejects(
      shared.hold(async () => {
        throw new Error('no');
      }),
      /no/,
    );
    assert.deepEqual(events, ['acquire', 'release']);
  });

  it('tells all of them that it cannot be had, and tries again the next time', async () => {
    const { shared } = stage(new Error('in use'));
    const works = [shared.hold(async () => {}), shared.hold(async () => {})];
    for (const result of await Promise.allSettled(works)) assert.equal(result.status, 'rejected');
    await assert.rejects(
      shared.hold(async () => {}),
      /in use/,
    );
  });

  it('says that it was lost', async () => {
    const { shared, losing } = stage();
    await shared.hold(async () => losing.abort(new Error('taken')));
    assert.equal(shared.lost.aborted, true);
  });
});
