import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinSets, type RecordSet, recordId, recordSetProvider, recordsOfSet } from '../../core/sdk/index.js';

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

  it('sets it to that of the others, of the new value or to an hour, whichever is known', async () => {
    const table: readonly [before: number | undefined | 'no set', ttl: number | undefined, wanted: number][] = [
      ['no set', 60, 60],
      ['no set', undefined, 3600],
      [120, 60, 120],
      [undefined, 60, 60],
      [undefined, undefined, 3600],
    ];
    for (const [before, ttl, wanted] of table) {
      const set = { type: 'TXT', name: 'a', values: ['theirs'] };
      const { provider, read } = open(before === 'no set' ? undefined : ({ ...set, ttl: before } as RecordSet));
      await provider.createRecord(zone, { ...draft, ttl } as typeof draft);
      assert.equal(read()?.ttl, wanted, `${before} ${ttl}`);
    }
  });

  it('writes several sets at once where the API can, one like any other, and none where nothing changes', async () => {
    const writes: string[] = [];
    const sets: RecordSet[] = [
      { type: 'TXT', name: 'a', ttl: 60, values: ['one'] },
      { type: 'TXT', name: 'b', ttl: 60, values: ['one', 'two'] },
    ];
    const provider = recordSetProvider({
      findZone: async () => zone,
      listSets: async (_zone, { type, name }) =>
        sets.filter((set) => (type ?? set.type) === set.type && (name ?? set.name) === set.name),
      writeSet: async (_zone, set) => void writes.push(`write ${set.name} ${set.values}`),
      deleteSet: async (_zone, set) => void writes.push(`delete ${set.name}`),
      writeSets: async (_zone, all) =>
        void writes.push(`together ${all.map(({ set }) => `${set.name} ${set.values}`).join(' ')}`),
    });
    const of = (name: string, content: string) => ({ type: 'TXT', name, content, ttl: 60 });
    const doomed = (name: string, content: string) => ({ id: 'x', ...of(name, content) });
    await provider.changeRecords?.(zone, { create: [of('a', 'new'), of('c', 'x')], remove: [] });
    await provider.changeRecords?.(zone, { create: [of('a', 'one'), of('c', 'x')], remove: [] });
    await provider.changeRecords?.(zone, { create: [of('a', 'one')], remove: [doomed('c', 'x')] });
    await provider.changeRecords?.(zone, { create: [], remove: [doomed('a', 'one'), doomed('b', 'none')] });
    await provider.changeRecords?.(zone, { create: [of('b', 'new')], remove: [doomed('b', 'two')] });
    assert.deepEqual(writes, ['together a one,new c x', 'write c x', 'delete a', 'write b one,new']);
  });
});

describe('values of sets', () => {
  it('are records of their own, and stand in one set for each name and type', () => {
    const [a, b] = ['a', 'b'].map((name) => ({ type: 'TXT', name, ttl: 60, values: [`of ${name}`] }));
    assert.ok(a && b);
    const more = { ...a, ttl: 300, values: ['more'] };
    assert.deepEqual(joinSets([a, b, more]), [{ ...a, values: ['of a', 'more'] }, b]);
    const key = { type: 'TXT', name: 'b', content: 'of b' };
    assert.deepEqual(recordsOfSet(b), [{ ...key, id: recordId(key), ttl: 60 }]);
  });
});
