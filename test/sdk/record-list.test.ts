import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { isFailure, recordId, recordItems, recordList } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };
const one = { name: 'a', type: 'TXT', content: 'one', ttl: 60, note: 'theirs' };
const two = { name: 'a', type: 'TXT', content: 'two', ttl: 60 };
const odd = { name: 'cdn', type: 'A', target: 12 };
const draft = (content: string, ttl = 60) => ({ type: 'TXT', name: 'a', content, ttl });
const id = (content: string) => recordId(draft(content));

function listOf(...items: readonly object[]) {
  const written: (readonly object[])[] = [];
  const { toItem, fromItem } = recordItems({ hasIds: false });
  const provider = recordList({
    read: async () => ({ items: written.at(-1) ?? items }),
    async write(_zone, after) {
      await turn();
      written.push(after);
    },
    toItem,
    fromItem: (item, own) => ('content' in item ? fromItem(item, own) : undefined),
  });
  return { provider, written };
}

describe('recordList', () => {
  it('adds and removes, and leaves everything else as it was read', async () => {
    const { provider, written } = listOf(odd, one);
    await provider.createRecord(zone, draft('two'));
    assert.deepEqual(written.at(-1), [odd, one, two]);
    await provider.deleteRecord(zone, id('two'));
    assert.deepEqual(written.at(-1), [odd, one]);
    assert.deepEqual(
      (await provider.listRecords(zone, {})).map(({ content }) => content),
      ['one'],
    );
  });

  it('writes nothing where nothing changes', async () => {
    const { provider, written } = listOf(odd, one);
    await provider.createRecord(zone, draft('one'));
    await provider.deleteRecord(zone, id('gone'));
    assert.deepEqual(written, []);
  });

  it('changes a record also where only its TTL is another one', async () => {
    const { provider, written } = listOf(odd, two);
    await provider.updateRecord(zone, id('two'), draft('two', 300));
    assert.deepEqual(written, [[odd, { ...two, ttl: 300 }]]);
  });

  it('changes a record where it stood, and says where there is none', async () => {
    const { provider, written } = listOf(odd, one, two);
    await provider.updateRecord(zone, id('one'), draft('new'));
    assert.deepEqual(written, [[odd, draft('new'), two]]);
    await assert.rejects(provider.updateRecord(zone, id('one'), draft('x')), (error) =>
      isFailure(error, 'RECORD_NOT_FOUND'),
    );
    assert.equal(written.length, 1);
    const first = listOf(one, odd);
    await first.provider.updateRecord(zone, id('one'), draft('new'));
    assert.deepEqual(first.written, [[draft('new'), odd]]);
  });
});
