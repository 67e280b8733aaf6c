import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure, type RecordSet, recordId, recordSetProvider } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };

/** A provider over sets in memory, with an account of its writes: `set a TXT 60 one,two` and `delete a TXT`. */
function open(...sets: RecordSet[]) {
  return openApi({}, ...sets);
}

function openApi({ refuses, ...more }: { removesFirst?: boolean; refuses?: RegExp }, ...sets: RecordSet[]) {
  const writes: string[] = [];
  const befores: (RecordSet | undefined)[] = [];
  const remove = ({ type, name }: RecordSet) => {
    const index = sets.findIndex((set) => set.type === type && set.name === name);
    if (index >= 0) sets.splice(index, 1);
  };
  const provider = recordSetProvider({
    ...more,
    findZone: async () => zone,
    listSets: async () => [...sets],
    async writeSet(_zone, set, before) {
      const write = `set ${set.name} ${set.type} ${set.ttl} ${set.values.join(',')}`;
      if (refuses?.test(write)) throw new Failure('API', `${write} was refused`);
      writes.push(write);
      befores.push(before);
      remove(set);
      sets.push(set);
    },
    async deleteSet(_zone, set) {
      writes.push(`delete ${set.name} ${set.type}`);
      remove(set);
    },
  });
  return { provider, writes, befores };
}

const txt = (name: string, ...values: string[]): RecordSet => ({ type: 'TXT', name, ttl: 60, values });
const draft = (name: string, content: string, ttl = 60) => ({ type: 'TXT', name, content, ttl });
const idOf = (name: string, content: string) => recordId({ type: 'TXT', name, content });

describe('writes of record sets', () => {
  it('tell the API what stood there, and touch no other set', async () => {
    const before = txt('a', 'one');
    const { provider, writes, befores } = open(txt('b', 'x'), { ...before, type: 'A' }, before);
    await provider.createRecord(zone, draft('a', 'two'));
    await provider.createRecord(zone, draft('c', 'new'));
    assert.deepEqual(writes, ['set a TXT 60 one,two', 'set c TXT 60 new']);
    assert.deepEqual(befores, [before, undefined]);
  });

  it('give back the set as it was listed, with whatever it carries', async () => {
    const stored = { ...txt('a', 'one'), etag: 'x' };
    const seen: unknown[] = [];
    const provider = recordSetProvider<{ name: string }, typeof stored>({
      findZone: async () => zone,
      listSets: async () => [stored],
      writeSet: async (_zone, _set, before) => void seen.push(before?.etag),
      deleteSet: async (_zone, { etag }) => void seen.push(etag),
    });
    await provider.createRecord(zone, draft('a', 'two'));
    await provider.deleteRecord(zone, idOf('a', 'one'));
    assert.deepEqual(seen, ['x', 'x']);
  });

  it('are left out where nothing changes', async () => {
    const { provider, writes } = open(txt('a', 'one', 'two'));
    await provider.createRecord(zone, draft('a', 'two', 300));
    await provider.deleteRecord(zone, idOf('a', 'three'));
    await provider.deleteRecord(zone, idOf('nowhere', 'one'));
    await provider.updateRecord(zone, idOf('a', 'one'), draft('a', 'one'));
    assert.deepEqual(writes, []);
  });

  it('change the TTL alone where an update asks for it', async () => {
    const { provider, writes } = open(txt('a', 'one', 'two'));
    await provider.updateRecord(zone, idOf('a', 'one'), draft('a', 'one', 300));
    assert.equal(writes.length, 1);
    assert.match(writes[0] ?? '', /^set a TXT 300 (one,two|two,one)$/);
  });

  it('remove one value, then the set with the last', async () => {
    const { provider, writes } = open(txt('a', 'one', 'two'));
    await provider.deleteRecord(zone, idOf('a', 'one'));
    await provider.deleteRecord(zone, idOf('a', 'two'));
    assert.deepEqual(writes, ['set a TXT 60 two', 'delete a TXT']);
  });

  it('replace a value in one go, and rename by adding first', async () => {
    const { provider, writes } = open(txt('a', 'one', 'two'));
    await provider.updateRecord(zone, idOf('a', 'one'), draft('a', 'three'));
    await provider.updateRecord(zone, idOf('a', 'two'), draft('b', 'two'));
    assert.deepEqual(writes, ['set a TXT 60 two,three', 'set b TXT 60 two', 'set a TXT 60 three']);
  });

  it('rename by removing first where the API wants it so', async () => {
    const { provider, writes } = openApi({ removesFirst: true }, txt('a', 'one'));
    await provider.updateRecord(zone, idOf('a', 'one'), draft('b', 'one'));
    await provider.updateRecord(zone, idOf('b', 'one'), draft('b', 'two'));
    assert.deepEqual(writes, ['delete a TXT', 'set b TXT 60 one', 'set b TXT 60 two']);
  });

  it('put back what was removed where the new one is refused, with the TTL that it had', async () => {
    for (const [sets, expected] of [
      [[txt('a', 'one')], ['delete a TXT', 'set a TXT 60 one']],
      [[txt('a', 'one', 'two')], ['set a TXT 60 two', 'set a TXT 60 two,one']],
    ] as const) {
      const { provider, writes } = openApi({ removesFirst: true, refuses: /^set b/ }, ...sets);
      await assert.rejects(provider.updateRecord(zone, idOf('a', 'one'), draft('b', 'one', 300)), /^Failure: set b/);
      assert.deepEqual(writes, expected);
    }
  });

  it('make what takes the place of nothing, and remove nothing then', async () => {
    const { provider, writes } = openApi({ removesFirst: true }, txt('a', 'one'));
    await provider.updateRecord(zone, idOf('a', 'two'), draft('b', 'one'));
    assert.deepEqual(writes, ['set b TXT 60 one']);
  });

  it('take one request for each set, however many values change', async () => {
    const { provider, writes } = open(txt('a', 'old', 'kept'));
    await provider.changeRecords?.(zone, {
      create: [draft('a', 'one'), draft('a', 'two'), draft('b', 'three')],
      remove: [{ id: '', type: 'TXT', name: 'a', content: 'old' }],
    });
    assert.deepEqual(writes, ['set a TXT 60 kept,one,two', 'set b TXT 60 three']);
  });

  it('put a priority in front of the content', async () => {
    const { provider, writes } = open();
    await provider.createRecord(zone, { ...draft('m', 'mail.example.com'), type: 'MX', priority: 10 });
    assert.deepEqual(writes, ['set m MX 60 10 mail.example.com']);
  });

  it('list each value as a record with an id of its own', async () => {
    const { provider } = open(txt('a', 'one', 'two'));
    assert.deepEqual(await provider.listRecords(zone, {}), [
      { id: idOf('a', 'one'), type: 'TXT', name: 'a', content: 'one', ttl: 60 },
      { id: idOf('a', 'two'), type: 'TXT', name: 'a', content: 'two', ttl: 60 },
    ]);
  });
});
