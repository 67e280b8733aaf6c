import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRecordService } from '../../core/dns/record-service.js';
import { createZoneLock, type ZoneLock } from '../../core/dns/zone-lock.js';
import { type Capabilities, type DnsProvider, type DnsRecord, Failure, isFailure } from '../../core/sdk/index.js';

const record = (type: string, name: string, content: string): DnsRecord => ({
  id: `${type} ${name} ${content}`,
  type,
  name,
  content,
  ttl: 60,
});
const txt = (name: string, content: string) => ({ type: 'TXT', name, content });

/** A service around a provider that holds these records and notes what it is asked for. */
function open(records: readonly DnsRecord[], more: Partial<DnsProvider> = {}, capabilities: object = {}) {
  const calls: string[] = [];
  const ids = (all: readonly { content: string }[]) => all.map(({ content }) => content).join();
  const provider: DnsProvider = {
    async findZone(name) {
      return { name };
    },
    async listRecords(_, { type, name, content }) {
      calls.push(`list ${type} ${name} ${content}`);
      return [...records];
    },
    async createRecord(_, { content }) {
      calls.push(`create ${content}`);
    },
    async updateRecord(_, id, draft) {
      calls.push(`update ${id}: ${JSON.stringify(draft)}`);
    },
    async deleteRecord(_, _id, deleted) {
      calls.push(`delete ${deleted?.content}`);
    },
    ...more,
  };
  const changeRecords: DnsProvider['changeRecords'] = async (_, { create, remove }) =>
    void calls.push(`change +${ids(create)} -${ids(remove)}`);
  const removeRecords: DnsProvider['removeRecords'] = async (_, gone) => void calls.push(`remove ${ids(gone)}`);
  const service = (extra: Partial<DnsProvider> = {}, shared: { readonly lock?: ZoneLock } = {}) =>
    createRecordService({
      provider: { ...provider, ...extra },
      capabilities: { granularity: 'record', duplicates: 'rejected', types: [], ...capabilities } as Capabilities,
      zoneName: 'example.com',
      ...shared,
      providerTitle: 'Memory',
    });
  return { calls, service, changeRecords, removeRecords };
}

describe('what a provider is asked', () => {
  const [one, two] = [record('TXT', 'a', '1'), record('TXT', 'a', '2')];

  it('for records of which not all is told: what there is, so that nothing is made up', async () => {
    const queries = [
      {},
      { type: 'TXT' },
      { name: 'a' },
      { content: '1' },
      { type: 'TXT', name: 'a' },
      { type: 'TXT', content: '1' },
      { name: 'a', content: '1' },
    ];
    for (const query of queries) {
      const { calls, service } = open([one], {}, { granularity: 'set' });
      await service().remove(undefined, query);
      assert.equal(calls.length, 2, JSON.stringify(query));
      assert.match(calls[0] ?? '', /^list /);
      assert.equal(calls[1], 'delete 1');
    }
    const { calls, service } = open([], {}, { granularity: 'set' });
    await service().remove(undefined, txt('a', '1'));
    assert.deepEqual(calls, ['delete 1']);
  });

  it('nothing where ids are made from the records, whichever way the provider tells so', async () => {
    for (const [more, capabilities, isAsked] of [
      [{}, { granularity: 'set' }, false],
      [{ hasMadeIds: true }, {}, false],
      [{}, {}, true],
    ] as const) {
      const { calls, service } = open([one], {}, capabilities);
      await service(more).removeAll([txt('a', '1')]);
      assert.deepEqual(calls, [...(isAsked ? ['list TXT a 1'] : []), 'delete 1']);
    }
  });

  it('to change several together where it can, only what has to be changed', async () => {
    const { calls, service, changeRecords, removeRecords } = open([one, two]);
    const all = ['1', '2', '3'].map((content) => ({ ...txt('a', content), ttl: 60 }));
    const together = service({ changeRecords });
    await together.createAll(all.slice(0, 2));
    assert.deepEqual(calls.splice(0), ['list TXT a undefined'], 'all are there');
    await together.createAll(all);
    await together.removeAll(all.slice(0, 1));
    await together.removeAll(all);
    await together.removeAll(all.slice(2));
    assert.deepEqual(calls.splice(0), [
      'list TXT a undefined',
      'change +3 -',
      'list TXT a 1',
      'delete 1',
      'list TXT a undefined',
      'change + -1,2',
      'list TXT a 3',
    ]);
    const removing = service({ changeRecords, removeRecords });
    await removing.removeAll(all.slice(0, 1));
    await removing.removeAll(all.slice(2));
    assert.deepEqual(calls.splice(0), ['list TXT a 1', 'remove 1', 'list TXT a 3']);
  });

  it('once for each name, up to two, and then once for each type', async () => {
    const others = ['TXT', 'A'].flatMap((type) => ['a', 'b'].map((name) => ({ type, name, content: 'x' })));
    for (const [wanted, lists] of [
      [others.slice(0, 1), ['list TXT a x']],
      [others.slice(0, 2), ['list TXT a undefined', 'list TXT b undefined']],
      [others.slice(0, 3), ['list TXT undefined undefined', 'list A undefined undefined']],
      [[others[0], others[0]], ['list TXT a undefined']],
    ] as const) {
      const { calls, service } = open([]);
      await service().removeAll(wanted.flatMap((each) => each ?? []));
      assert.deepEqual(calls, lists);
    }
  });

  it('to update the record that is meant, as it was but for what is told', async () => {
    const apex = { ...record('MX', '@', 'old.example'), priority: 7 };
    const other = record('MX', 'b', 'x.example');
    for (const [id, told, expected] of [
      [undefined, { content: 'new.example' }, { id: apex.id, name: '@', content: 'new.example', priority: 7 }],
      [undefined, { name: 'b', priority: 1 }, { id: other.id, name: 'b', content: 'x.example', priority: 1 }],
      [apex.id, { name: 'c' }, { id: apex.id, name: 'c', content: 'old.example', priority: 7 }],
      [apex.id, { content: 'new.example' }, { id: apex.id, name: '@', content: 'new.example', priority: 7 }],
      ['new', { name: 'd', content: 'd.example' }, { id: 'new', name: 'd', content: 'd.example' }],
    ] as const) {
      const { calls, service } = open([apex, other]);
      await service().update(id, { type: 'MX', ttl: 60, ...told });
      const { id: updated, ...rest } = expected;
      const draft = { type: 'MX', name: rest.name, content: rest.content, ttl: 60, askedTtl: 60 };
      const priority = 'priority' in rest ? { priority: rest.priority } : {};
      assert.equal(calls.at(-1), `update ${updated}: ${JSON.stringify({ ...draft, ...priority })}`);
      assert.equal(calls.length, updated === 'new' ? 1 : 2);
    }
  });

  it('whether a change is made that is refused since a record is like that', async () => {
    const exists = new Failure('RECORD_EXISTS', 'it exists');
    const updateRecord = () => Promise.reject(exists);
    const id = 'id1';
    const there = { ...one, id };
    const rows: readonly (readonly [records: DnsRecord[], told: object, isMade: boolean])[] = [
      [[two, there], {}, true],
      [[there], { ttl: 60 }, true],
      [[there], { ttl: 61 }, false],
      [[one], {}, false],
      [[{ ...there, content: '2' }], {}, false],
      [[], {}, false],
    ];
    for (const [records, told, isMade] of rows) {
      const { calls, service } = open(records);
      const outcome = await service({ updateRecord })
        .update(id, { ...txt('a', '1'), ...told })
        .catch((error: unknown) => error);
      assert.deepEqual([outcome, calls], [isMade ? undefined : exists, ['list TXT a 1']]);
    }
    const refused = new Failure('API', 'no');
    const { calls, service } = open([there]);
    const refusing = service({ updateRecord: () => Promise.reject(refused) });
    await assert.rejects(refusing.update(id, { ...txt('a', '1') }), refused);
    assert.deepEqual(calls, []);
  });

  it('for all records before a change by id, where it keeps types and only the id could tell', async () => {
    const id = one.id;
    const address = { type: 'A', name: 'a', content: '192.0.2.1' };
    const rows: readonly (readonly [id: string | undefined, told: object, asked: string, keepsTypes?: boolean])[] = [
      [id, txt('a', '3'), 'list undefined undefined undefined'],
      [id, txt('a', '3'), '', false],
      [id, { type: 'TXT', name: 'a' }, 'list TXT undefined undefined'],
      ['gone', address, 'list undefined undefined undefined'],
    ];
    for (const [asked, told, question, keepsTypes = true] of rows) {
      const { calls, service } = open([one], {}, { keepsTypes });
      await service().update(asked, { type: 'TXT', ttl: 60, ...told });
      assert.equal(calls.slice(0, -1).join(), question);
    }
    const { calls, service } = open([one], {}, { keepsTypes: true });
    await assert.rejects(service().update(id, { ...address, ttl: 60 }), (error) => isFailure(error, 'UNSUPPORTED'));
    assert.deepEqual(calls, ['list undefined undefined undefined']);
  });

  it('to forget what it has read, before a write that others may have come before', async () => {
    for (const [serialWrites, isShared, times] of [
      [true, true, 1],
      [true, false, 0],
      [false, true, 0],
    ] as const) {
      let forgotten = 0;
      const { calls, service } = open([], {}, { serialWrites });
      const forgetReads = () => {
        assert.equal(calls.length, 0);
        forgotten += 1;
      };
      const given = service({ forgetReads }, isShared ? { lock: createZoneLock() } : {});
      await given.create(txt('a', '1'));
      assert.equal(forgotten, times);
    }
  });
});
