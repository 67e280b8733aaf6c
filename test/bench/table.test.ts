import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { middle } from './middle.js';
import { formatNumber, table } from './table.js';

describe('a table', () => {
  it('is Markdown with numbers set right', () => {
    const rows = [
      ['floor', 12.345, '-'],
      ['ours', 1234.5, 2],
    ];
    assert.deepEqual(table(['client', 'wall ms', 'ratio'], rows).split('\n'), [
      '| client | wall ms | ratio |',
      '| ------ | ------: | ----: |',
      '| floor  |    12.3 |     - |',
      '| ours   |    1235 |     2 |',
    ]);
  });

  it('has numbers of about three digits', () => {
    assert.deepEqual([0, 0.123, -1.5, 12.34, 123.4, 9876.5].map(formatNumber), [
      '0',
      '0.12',
      '-1.50',
      '12.3',
      '123',
      '9877',
    ]);
  });
});

describe('the middle', () => {
  it('is the lower one of two, whatever the order', () => {
    assert.equal(middle([30, 10, 20]), 20);
    assert.equal(middle([4, 1, 3, 2]), 2);
    assert.ok(Number.isNaN(middle([])));
  });
});
