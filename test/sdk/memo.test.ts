import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memo } from '../../core/sdk/index.js';

describe('memo', () => {
  function counting(results: readonly (string | undefined | Error)[]) {
    const calls: string[] = [];
    const recall = memo(async (key: string) => {
      const result = results[calls.push(key) - 1];
      if (result instanceof Error) throw result;
      return result;
    });
    return { recall, calls };
  }

  it('loads once for each key, also for callers at the same time', async () => {
    const { recall, calls } = counting(['one', 'two', 'three']);
    assert.deepEqual(await Promise.all([recall('a'), recall('a'), recall('b')]), ['one', 'one', 'two']);
    assert.equal(await recall('a'), 'one');
    assert.deepEqual(calls, ['a', 'b']);
  });

  it('remembers neither failures nor that something was not there', async () => {
    const { recall, calls } = counting([new Error('down'), undefined, 'there']);
    await assert.rejects(recall('a'), /down/);
    assert.equal(await recall('a'), undefined);
    assert.equal(await recall('a'), 'there');
    assert.equal(await recall('a'), 'there');
    assert.equal(calls.length, 3);
  });

  it('forgets one key, or all', async () => {
    const { recall, calls } = counting(['1', '2', '3', '4', '5']);
    await Promise.all([recall('a'), recall('b')]);
    recall.forget('a');
    assert.deepEqual([await recall('a'), await recall('b')], ['3', '2']);
    recall.forget();
    assert.deepEqual([await recall('a'), await recall('b')], ['4', '5']);
    assert.equal(calls.length, 5);
  });

  it('keeps what was loaded after a forgotten load that fails late', async () => {
    let fail: (error: Error) => void = () => {};
    const loads = [new Promise<string>((_resolve, reject) => (fail = reject)), Promise.resolve('new')];
    let count = 0;
    const recall = memo((_: 'token') => {
      count += 1;
      return loads[count - 1] ?? Promise.resolve('third');
    });
    const first = recall('token');
    recall.forget('token');
    assert.equal(await recall('token'), 'new');
    fail(new Error('late'));
    await assert.rejects(first, /late/);
    assert.equal(await recall('token'), 'new');
    assert.equal(count, 2);
  });
});
