import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { createNonces } from '../../core/acme/nonces.js';

const never = new AbortController().signal;

describe('nonces', () => {
  it('are passed on, and fetched only where too many wait', async () => {
    let fetched = 0;
    const nonces = createNonces(async () => `n${++fetched}`);
    assert.equal(await nonces.take(never), 'n1');
    const [second, third] = [nonces.take(never), nonces.take(never)];
    nonces.give('a');
    assert.equal(await second, 'a');
    nonces.give('b');
    assert.equal(await third, 'b');
    assert.equal(fetched, 1);
    const many = Array.from({ length: 8 }, () => nonces.take(never));
    assert.equal(fetched, 4);
    for (const waiting of many) nonces.give(await waiting);
    assert.equal(fetched, 4);
  });

  it('are fetched where the request that had one lost it', async () => {
    let fetched = 0;
    const nonces = createNonces(async () => `n${++fetched}`);
    await nonces.take(never);
    const waiting = nonces.take(never);
    nonces.give(undefined);
    assert.equal(await waiting, 'n2');
  });

  it('are fetched where a request under way takes too long', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      let fetched = 0;
      const nonces = createNonces(async () => `n${++fetched}`);
      await nonces.take(never);
      const waiting = nonces.take(never);
      mock.timers.tick(1000);
      assert.equal(await waiting, 'n2');
    } finally {
      mock.timers.reset();
    }
  });

  it('fail all who wait where none can be had, and remember nothing of it', async () => {
    const answers = [Promise.reject(new Error('down')), Promise.reject(new Error('down')), Promise.resolve('up')];
    const nonces = createNonces(() => answers.shift() ?? Promise.reject(new Error('none left')));
    const waiting = [nonces.take(never), nonces.take(never), nonces.take(never)];
    for (const result of await Promise.allSettled(waiting)) assert.equal(result.status, 'rejected');
    assert.equal(await nonces.take(never), 'up');
  });

  it('are not waited for by who was stopped', async () => {
    const nonces = createNonces(async () => 'n');
    await nonces.take(never);
    const stop = new AbortController();
    const stopped = nonces.take(stop.signal);
    const next = nonces.take(never);
    stop.abort();
    await assert.rejects(stopped, { code: 'ABORTED' });
    nonces.give('a');
    assert.equal(await next, 'a');
    await assert.rejects(nonces.take(stop.signal), { code: 'ABORTED' });
  });
});
