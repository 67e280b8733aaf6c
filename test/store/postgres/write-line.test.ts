import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Query } from '../../../core/store/postgres/database.js';
import { createWriteLine } from '../../../core/store/postgres/write-line.js';

/** A database that keeps what was committed, and fails where it is told to: at a statement, or at the commit. */
function play(failing: { statement?: string; commits?: number } = {}) {
  const [committed, begun]: [string[][], string[][]] = [[], []];
  async function transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const statements: string[] = [];
    begun.push(statements);
    const result = await work(async (text) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (text === failing.statement) throw new Error(`refused: ${text}`);
      statements.push(text);
      return [];
    });
    if (failing.commits !== undefined && committed.length === failing.commits) throw new Error('cut at the commit');
    committed.push(statements);
    return result;
  }
  const line = createWriteLine<string>({ transaction }, async (query, fence) => void (await query(`held ${fence}`)));
  const write = (text: string, fence = 'a') =>
    line.write(fence, async (query) => {
      await query(text);
      return text;
    });
  return { committed, begun, write };
}

describe('writes in one line', () => {
  it('share a transaction where they wait together, in their order, and tell each what came of it', async () => {
    const { committed, write } = play();
    const first = write('1');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(await Promise.all([first, write('2'), write('3'), write('4')]), ['1', '2', '3', '4']);
    assert.deepEqual(committed, [
      ['held a', '1'],
      ['held a', '2', '3', '4'],
    ]);
  });

  it('are never in a transaction with those under another lease', async () => {
    const { committed, write } = play();
    await Promise.all([write('1'), write('2', 'b'), write('3', 'b'), write('4')]);
    assert.deepEqual(committed, [
      ['held a', '1'],
      ['held b', '2', '3'],
      ['held a', '4'],
    ]);
  });

  it('fail alone', async () => {
    const { committed, write } = play({ statement: '2' });
    const results = await Promise.allSettled([write('1'), write('2'), write('3')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(committed, [
      ['held a', '1'],
      ['held a', '3'],
    ]);
    assert.equal(await write('4'), '4');
  });

  it('are not done again where nobody knows whether they were committed', async () => {
    const { begun, write } = play({ commits: 0 });
    const results = await Promise.allSettled([write('1'), write('2')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal(begun.length, 1);
  });

  it('are refused together, and asked once each, where the lease is lost', async () => {
    const { committed, write } = play({ statement: 'held a' });
    const results = await Promise.allSettled([write('1'), write('2'), write('3', 'b')]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(committed, [['held b', '3']]);
  });

  it('are bounded, however many wait', async () => {
    const { committed, write } = play();
    await Promise.all(Array.from({ length: 100 }, (_, index) => write(`${index}`)));
    assert.deepEqual(
      committed.map(({ length }) => length - 1),
      [32, 32, 32, 4],
    );
  });
});
