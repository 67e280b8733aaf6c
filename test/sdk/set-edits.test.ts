import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setEdits } from '../../core/sdk/index.js';

describe('a change of record sets', () => {
  it('is collected by name and type, what is added first', () => {
    const draft = (name: string, content: string) => ({ type: 'TXT', name, content, ttl: 60 });
    const record = (name: string, content: string) => ({ id: content, type: 'TXT', name, content });
    const edits = setEdits({
      create: [draft('a', '1'), draft('b', '2'), draft('a', '3'), { ...draft('a', '4'), type: 'A' }],
      remove: [record('c', '5'), record('a', '6')],
    });
    assert.deepEqual(edits, [
      { type: 'TXT', name: 'a', add: [draft('a', '1'), draft('a', '3')], remove: [record('a', '6')] },
      { type: 'TXT', name: 'b', add: [draft('b', '2')], remove: [] },
      { type: 'A', name: 'a', add: [{ ...draft('a', '4'), type: 'A' }], remove: [] },
      { type: 'TXT', name: 'c', add: [], remove: [record('c', '5')] },
    ]);
    assert.deepEqual(setEdits({ create: [], remove: [] }), []);
  });
});
