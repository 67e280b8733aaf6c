import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type RecordSet, recordSetProvider } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };

/** A provider over one set in memory, which may be absent. */
function open(first?: RecordSet) {
  let set = first;
  const provider = recordSetProvider({
    findZone: async () => zone,
    listSets: async () => (set === undefined ? [] : [set]),
    writeSet: async (_zone, written) => {
      set = written;
    },
    deleteSet: async () => {
      set = undefined;
    },
  });
  return { provider, read: () => set };
}

const draft = { type: 'TXT', name: 'a', content: 'mine', ttl: 60 };

describe('a provider over record sets', () => {
  it('gives a new set the TTL that was asked for', async () => {
    const { provider, read } = open();
    await provider.createRecord(zone, draft);
    assert.deepEqual(read(), { type: 'TXT', name: 'a', ttl: 60, values: ['mine'] });
  });

  it('leaves the TTL of values that stood there as it is', async () => {
    const before = { type: 'TXT', name: 'a', ttl: 3600, values: ['theirs'] };
    const { provider, read } = open(before);
    await provider.createRecord(zone, draft);
    assert.deepEqual(read(), { ...before, values: ['theirs', 'mine'] });
    const [, mine] = await provider.listRecords(zone, {});
    await provider.deleteRecord(zone, mine?.id ?? '');
    assert.deepEqual(read(), before);
  });

  it('sets the TTL where an update asks for it', async () => {
    const { provider, read } = open({ type: 'TXT', name: 'a', ttl: 3600, values: ['mine'] });
    const [record] = await provider.listRecords(zone, {});
    await provider.updateRecord(zone, record?.id ?? '', draft);
    assert.equal(read()?.ttl, 60);
  });
});
