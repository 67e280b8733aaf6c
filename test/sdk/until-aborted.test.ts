import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { untilAborted } from '../../core/sdk/until-aborted.js';

describe('work that does not look at a signal', () => {
  const endless = new Promise<never>(() => {});

  it('is waited for until it ends, well or not, and nothing stays with the signal', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAborted(Promise.resolve(7), signal), 7);
    await assert.rejects(untilAborted(Promise.reject(new Error('own')), signal), /own/);
    await new Promise(setImmediate);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });

  it('is no longer waited for once somebody stops it, who may have done so before', async () => {
    const reason = new Error('stopped');
    const stop = new AbortController();
    const stopped = untilAborted(endless, stop.signal);
    const told = untilAborted(endless, stop.signal, () => new Error('in other words'));
    stop.abort(reason);
    await assert.rejects(stopped, reason);
    await assert.rejects(told, /in other words/);
    await assert.rejects(untilAborted(endless, stop.signal), reason);
    // What it comes to later is nobody's concern, a failure least of all.
    await assert.rejects(untilAborted(Promise.reject(new Error('late')), stop.signal), reason);
  });
});
