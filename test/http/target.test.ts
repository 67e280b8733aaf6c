import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { currentCorrelation, withCorrelation } from '../../core/http/correlation.js';
import { targetOf } from '../../core/http/target.js';
import { currentSignal, withSignal } from '../../core/sdk/ambient-signal.js';
import { isFailure } from '../../core/sdk/index.js';

describe('where a request goes', () => {
  it('is the path below the base, or the whole address, with all queries', () => {
    const base = 'https://u:p@api.example/v1/';
    const table: readonly [path: string, baseUrl: string | undefined, wanted: string][] = [
      ['/zones', base, 'https://u:p@api.example/v1/zones?a=1&a=2'],
      ['', base, 'https://u:p@api.example/v1?a=1&a=2'],
      ['?b=0', base, 'https://u:p@api.example/v1?b=0&a=1&a=2'],
      ['https://u:p@api.example/next', base, 'https://u:p@api.example/next?a=1&a=2'],
      ['http://other.example/x', undefined, 'http://other.example/x?a=1&a=2'],
    ];
    for (const [path, baseUrl, wanted] of table) {
      const defaults = baseUrl === undefined ? {} : { baseUrl };
      assert.equal(targetOf(path, defaults, [{ a: 1 }, { a: 2, c: undefined }]).href, wanted);
    }
  });

  it('is no other server, nor the same one as somebody else', () => {
    const others = [
      'https://u:q@api.example/',
      'https://v:p@api.example/',
      'https://api.example/',
      'http://u:p@api.example/',
    ];
    for (const other of others)
      assert.throws(
        () => targetOf(other, { baseUrl: 'https://u:p@api.example' }, []),
        (error) =>
          isFailure(error, 'RESPONSE') &&
          !error.retryable &&
          error.place === 'https://api.example' &&
          error.message.endsWith(` ${new URL(other).origin}`),
        other,
      );
    for (const path of ['zones', 'x:/y', '/a\tb', '/a/../b', '/a\\b'])
      assert.throws(
        () => targetOf(path, { baseUrl: 'https://api.example' }, []),
        (error) => isFailure(error, 'UNSUPPORTED'),
      );
  });
});

describe('what goes with the work', () => {
  it('is the signal that stops it, and what tells its log lines from others', async () => {
    assert.equal(currentSignal().aborted, false);
    assert.deepEqual(currentCorrelation(), {});
    const { signal } = new AbortController();
    await withSignal(signal, async () => assert.equal(currentSignal(), signal));
    const seen = await withCorrelation({ pass: 'p', certificate: 'a' }, () =>
      withCorrelation({ certificate: 'b' }, async () => currentCorrelation()),
    );
    assert.deepEqual(seen, { pass: 'p', certificate: 'b' });
  });
});
