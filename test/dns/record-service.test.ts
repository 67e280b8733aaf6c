import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewRecord } from '../../core/dns/record-forms.js';
import { createRecordService, type RecordService } from '../../core/dns/record-service.js';
import { createZoneLock } from '../../core/dns/zone-lock.js';
import {
  type Capabilities,
  type DnsProvider,
  type DnsRecord,
  Failure,
  isFailure,
  recordId,
} from '../../core/sdk/index.js';

interface Stage {
  readonly service: RecordService;
  readonly records: DnsRecord[];
  /** What the provider was asked for: `create www TXT one 300`. */
  readonly calls: string[];
}

interface StageOptions {
  readonly capabilities?: Partial<Capabilities>;
  readonly records?: readonly Omit<DnsRecord, 'id'>[];
  readonly provider?: (usual: DnsProvider) => Partial<DnsProvider>;
  readonly zoneName?: string;
}

/** A RecordService around a provider that keeps records in memory and numbers them. */
function open({
  capabilities = {},
  records: first = [],
  provider,
  zoneName = 'example.com',
}: StageOptions = {}): Stage {
  let next = 0;
  function numbered(record: Omit<DnsRecord, 'id'>): DnsRecord {
    next += 1;
    return { ...record, id: `id${next}` };
  }
  const records = first.map(numbered);
  const calls: string[] = [];
  const indexOf = (id: string) => {
    const index = records.findIndex((record) => record.id === id);
    if (index < 0) throw new Failure('RECORD_NOT_FOUND', `no ${id}`);
    return index;
  };
  const usual: DnsProvider = {
    async findZone(name) {
      calls.push(`zone ${name}`);
      return name.endsWith('example.com') ? { name } : undefined;
    },
    // Filters are hints, so this one takes none.
    async listRecords(_zone, { type, name, content }) {
      calls.push(['list', type, name, content].filter((part) => part !== undefined).join(' '));
      return records;
    },
    async createRecord(_zone, { type, name, content, ttl, priority }) {
      calls.push(['create', name, type, content, ttl, priority].filter((part) => part !== undefined).join(' '));
      records.push(numbered({ type, name, content, ttl }));
    },
    async updateRecord(_zone, id, { type, name, content, ttl, priority }) {
      calls.push(['update', id, name, type, content, ttl, priority].filter((part) => part !== undefined).join(' '));
      records[indexOf(id)] = { id, type, name, content, ttl };
    },
    async deleteRecord(_zone, id) {
      calls.push(`delete ${id}`);
      records.splice(indexOf(id), 1);
    },
  };
  const service = createRecordService({
    provider: { ...usual, ...provider?.(usual) },
    capabilities: {
      granularity: 'record',
      duplicates: 'rejected',
      types: ['A', 'TXT', 'MX', 'CAA', 'CNAME'],
      ...capabilities,
    },
    zoneName,
    signal: new AbortController().signal,
    lock: createZoneLock(),
    providerTitle: 'Memory',
  });
  return { service, records, calls };
}

const txt = (name: string, content: string) => ({ type: 'TXT', name, content });
const ttl = 300;

describe('RecordService: creating', () => {
  it('takes names in every form and TXT with or without quotes', async () => {
    const { service, calls } = open();
    for (const name of ['www', 'WWW.example.com', 'www.example.com.', '@', 'example.com']) {
      await service.create({ ...txt(name, name === '@' ? '"a \\"b\\""' : 'x'), ttl });
    }
    await service.create({ type: 'CAA', name: 'bücher', content: '0 issue "ca.example"', ttl });
    assert.deepEqual(calls.slice(1), [
      'create www TXT x 300',
      'create www TXT x 300',
      'create www TXT x 300',
      'create @ TXT a "b" 300',
      'create @ TXT x 300',
      'create xn--bcher-kva CAA 0 issue "ca.example" 300',
    ]);
  });

  it('brings the TTL within the limits, or to the next one allowed', async () => {
    const { service, calls } = open({ capabilities: { minTtl: 120, maxTtl: 86_400 } });
    for (const wish of [1, 120, 3600, 100_000]) await service.create({ ...txt('a', 'x'), ttl: wish });
    const listed = open({ capabilities: { ttls: [60, 300, 900] } });
    for (const wish of [1, 61, 300, 5000]) await listed.service.create({ ...txt('a', 'x'), ttl: wish });
    assert.deepEqual(
      calls.slice(1).map((call) => call.split(' ').at(-1)),
      ['120', '120', '3600', '86400'],
    );
    assert.deepEqual(
      listed.calls.slice(1).map((call) => call.split(' ').at(-1)),
      ['60', '300', '300', '900'],
    );
  });

  it('of what exists: asks first only where the API would take it twice', async () => {
    const records = [{ ...txt('a', 'one'), ttl }];
    const allowed = open({ capabilities: { duplicates: 'allowed' }, records });
    await allowed.service.create({ ...txt('a', 'one'), ttl });
    await allowed.service.create({ ...txt('a', 'One'), ttl });
    assert.deepEqual(allowed.calls, ['zone example.com', 'list TXT a one', 'list TXT a One', 'create a TXT One 300']);
    for (const duplicates of ['rejected', 'ignored'] as const) {
      const { service, calls } = open({ capabilities: { duplicates }, records });
      await service.create({ ...txt('a', 'one'), ttl });
      assert.deepEqual(calls, ['zone example.com', 'create a TXT one 300'], duplicates);
    }
  });

  it('looks for nothing that cannot be there yet', async () => {
    const { service, calls } = open({ capabilities: { duplicates: 'allowed' } });
    await service.createAll([{ ...txt('a', 'one'), ttl }], true);
    assert.deepEqual(calls, ['zone example.com', 'create a TXT one 300']);
  });

  it('takes the API’s "exists already" for success, and nothing else', async () => {
    const failing = (code: 'RECORD_EXISTS' | 'API') =>
      open({ provider: () => ({ createRecord: () => Promise.reject(new Failure(code, 'no')) }) }).service;
    await failing('RECORD_EXISTS').create({ ...txt('a', 'x'), ttl });
    await assert.rejects(failing('API').create({ ...txt('a', 'x'), ttl }), (error) => isFailure(error, 'API'));
  });

  it('several at once: one call where the API can, only of those that are absent', async () => {
    const changes: unknown[] = [];
    const changeRecords: NonNullable<DnsProvider['changeRecords']> = async (_zone, change) => void changes.push(change);
    const { service, calls } = open({
      capabilities: { duplicates: 'allowed' },
      records: [{ ...txt('a', 'one'), ttl }],
      provider: () => ({ changeRecords }),
    });
    const drafts = [txt('a', 'one'), txt('a', 'two'), txt('b', 'one')].map((record) => ({ ...record, ttl }));
    await service.createAll(drafts);
    const created = drafts.slice(1).map((draft) => ({ ...draft, askedTtl: ttl }));
    assert.deepEqual(changes, [{ create: created, remove: [] }]);
    assert.deepEqual(calls, ['zone example.com', 'list TXT a', 'list TXT b'], 'one listing for each name');
    await service.createAll(drafts.slice(0, 1));
    assert.equal(changes.length, 1, 'all are there');
    const single = open();
    await single.service.createAll(drafts);
    assert.equal(single.calls.filter((call) => call.startsWith('create')).length, 3, 'one by one where it cannot');
  });
});

describe('RecordService: listing', () => {
  const records = [
    { ...txt('a', 'one'), ttl },
    { ...txt('a', 'One'), ttl },
    { ...txt('@', 'apex'), ttl },
    { type: 'MX', name: 'a', content: 'Mail.example.com', priority: 10, ttl },
    { type: 'CNAME', name: 'C', content: 'target.example.com.', ttl },
  ];
  const listed = async (query: object) =>
    (await open({ records }).service.list(query)).map(({ name, content }) => `${name} ${content}`);

  it('filters what the provider returns, and gives full names', async () => {
    assert.deepEqual(await listed(txt('a.example.com.', 'one')), ['a.example.com one']);
    assert.deepEqual(await listed({ type: 'TXT', name: '@' }), ['example.com apex']);
    assert.deepEqual(await listed({ type: 'TXT', name: 'nowhere' }), []);
    assert.equal((await listed({})).length, 5);
    assert.equal((await listed({ type: 'TXT' })).length, 3);
  });

  it('compares TXT to the letter, other contents without case, final dot and place of the priority', async () => {
    assert.deepEqual(await listed({ type: 'TXT', content: '"One"' }), ['a.example.com One']);
    for (const content of ['mail.example.com', '10 mail.example.com.', '10 MAIL.example.com']) {
      assert.equal((await listed({ type: 'MX', content })).length, 1, content);
    }
    assert.equal((await listed({ type: 'MX', content: '20 mail.example.com' })).length, 0);
    assert.equal((await listed({ type: 'CNAME', name: 'c', content: 'target.example.com' })).length, 1);
  });

  it('looks the zone up once; a failure is not kept', async () => {
    let tries = 0;
    const { service } = open({
      provider: (usual) => ({
        async findZone(name) {
          tries += 1;
          if (tries === 1) throw new Failure('NETWORK', 'down');
          return usual.findZone(name);
        },
      }),
    });
    await assert.rejects(service.list({}), (error) => isFailure(error, 'NETWORK'));
    await service.list({});
    await service.list({});
    assert.equal(tries, 2);
  });

  it('says so where the zone is not in the account', async () => {
    const { service } = open({ zoneName: 'example.org' });
    await assert.rejects(
      service.list({}),
      (error) =>
        isFailure(error, 'ZONE_NOT_FOUND') && /example\.org is not in this account of Memory/.test(error.message),
    );
  });
});

it('finds records and removes them where the service lists names of other scripts as people write them', async () => {
  const { service, records } = open({
    records: [{ type: 'TXT', name: '_acme-challenge.Bücher', content: 'a' }],
    zoneName: 'xn--mller-kva.example.com',
  });
  const name = '_acme-challenge.bücher.müller.example.com';
  const [listed] = await service.list({ type: 'TXT', name });
  assert.equal(listed?.name, '_acme-challenge.xn--bcher-kva.xn--mller-kva.example.com');
  await service.removeAll([{ type: 'TXT', name, content: 'a' }]);
  assert.deepEqual(records, []);
});

describe('RecordService: updating', () => {
  it('by id with all fields: without a look at what is there', async () => {
    const { service, calls } = open({ records: [{ ...txt('a', 'one'), ttl }] });
    await service.update('id1', { ...txt('b.example.com', 'two'), ttl: 60 });
    assert.deepEqual(calls, ['zone example.com', 'update id1 b TXT two 60']);
  });

  it('by id in part: the rest stays as it is', async () => {
    const records = [{ type: 'MX', name: 'a', content: 'mail.example.com', priority: 10, ttl }];
    const { service, calls } = open({ records });
    await service.update('id1', { type: 'MX', name: 'b', ttl: 60 });
    assert.equal(calls.at(-1), 'update id1 b MX mail.example.com 60 10');
    await assert.rejects(service.update('id9', { type: 'MX', name: 'b', ttl }), (error) =>
      isFailure(error, 'RECORD_NOT_FOUND'),
    );
  });

  it('keeps the priority unless another is told, apart or in front of the content', async () => {
    const table: readonly [told: Partial<NewRecord>, update: string][] = [
      [{ content: 'new.example.com' }, 'MX new.example.com 300 10'],
      [{ content: 'new.example.com', priority: 30 }, 'MX new.example.com 300 30'],
      [{ content: '30 new.example.com' }, 'MX 30 new.example.com 300'],
      [{ type: 'SRV', content: '5 5060 new.example.com' }, 'SRV 5 5060 new.example.com 300 10'],
      [{ type: 'SRV', content: '30 5 5060 new.example.com' }, 'SRV 30 5 5060 new.example.com 300'],
    ];
    for (const [told, update] of table) {
      const record = { type: told.type ?? 'MX', name: 'a', content: 'old.example.com', priority: 10, ttl };
      const { service, calls } = open({ records: [record], capabilities: { types: ['MX', 'SRV'] } });
      await service.update(undefined, { type: 'MX', name: 'a', ttl, ...told });
      assert.equal(calls.at(-1), `update id1 a ${update}`);
    }
  });

  it('by name: the one that there is, and no guessing among several', async () => {
    const records = [txt('one', 'x'), txt('two', 'x'), txt('two', 'y')].map((record) => ({ ...record, ttl }));
    const { service, calls } = open({ records });
    await service.update(undefined, { ...txt('one.example.com.', 'new'), ttl });
    assert.equal(calls.at(-1), 'update id1 one TXT new 300');
    const message = async (name: string) =>
      service.update(undefined, { ...txt(name, 'new'), ttl }).then(
        () => '',
        (error: Error) => error.message,
      );
    assert.equal(await message('two'), 'there are 2 TXT records called two.example.com');
    assert.equal(await message('nowhere'), 'there is no TXT record called nowhere.example.com');
  });
});

describe('RecordService: removing', () => {
  const records = [txt('a', 'one'), txt('a', 'two'), txt('b', 'one')].map((record) => ({ ...record, ttl }));

  it('by id, by name and content, by name', async () => {
    const stage = open({ records });
    const left = () => stage.records.map(({ name, content }) => `${name} ${content}`);
    await stage.service.remove('id1', { type: 'TXT' });
    assert.deepEqual(left(), ['a two', 'b one']);
    await stage.service.remove(undefined, txt('b.example.com', '"one"'));
    assert.deepEqual(left(), ['a two']);
    await stage.service.create({ ...txt('a', 'three'), ttl });
    await stage.service.remove(undefined, { type: 'TXT', name: 'a' });
    assert.deepEqual(left(), []);
  });

  it('of what is not there is a success, other failures are not', async () => {
    const { service } = open({ records });
    await service.remove('id9', {});
    await service.remove(undefined, txt('nowhere', 'x'));
    await service.removeAll([txt('nowhere', 'x'), txt('nowhere', 'y')]);
    const refusing = open({
      records,
      provider: () => ({ deleteRecord: () => Promise.reject(new Failure('API', 'no')) }),
    });
    await assert.rejects(refusing.service.remove('id1', {}), (error) => isFailure(error, 'API'));
  });

  it('removes these values and no others, with one listing for each name', async () => {
    const stage = open({ records });
    await stage.service.removeAll([txt('a', 'one'), txt('a', 'never'), txt('b', 'one')]);
    assert.deepEqual(
      stage.records.map(({ content }) => content),
      ['two'],
    );
    assert.deepEqual(
      stage.calls.filter((call) => call.startsWith('list')),
      ['list TXT a', 'list TXT b'],
    );
  });

  it('looks for the values of many names in one listing, and tells of each that is gone', async () => {
    const stage = open({ records: [...records, { ...txt('c', 'one'), ttl }] });
    const gone: string[] = [];
    const wanted = ['a', 'b', 'c'].map((name) => txt(name, 'one'));
    await stage.service.removeAll(wanted, ({ name }) => void gone.push(name));
    assert.deepEqual(
      stage.calls.filter((call) => call.startsWith('list')).map((call) => call.trim()),
      ['list TXT'],
    );
    assert.deepEqual(gone, ['a', 'b', 'c']);
  });

  it('goes on after a record that is refused, but not where all would be', async () => {
    const failing = (code: 'API' | 'RATE_LIMITED') => {
      const asked: string[] = [];
      const { service } = open({
        records,
        provider: () => ({
          async deleteRecord(_zone, id) {
            asked.push(id);
            if (asked.length === 1) throw new Failure(code, 'no');
          },
        }),
      });
      return { service, asked };
    };
    const wanted = [txt('a', 'one'), txt('a', 'two')];
    const one = failing('API');
    const gone: string[] = [];
    await assert.rejects(
      one.service.removeAll(wanted, ({ content }) => void gone.push(content)),
      /no/,
    );
    assert.deepEqual([one.asked.length, gone], [2, ['two']]);
    const all = failing('RATE_LIMITED');
    await assert.rejects(all.service.removeAll(wanted), /no/);
    assert.equal(all.asked.length, 1);
  });

  it('looks nothing up where ids are made from the record', async () => {
    const removed: string[] = [];
    const { service, calls } = open({
      capabilities: { granularity: 'set' },
      provider: () => ({ deleteRecord: async (_zone, id) => void removed.push(id) }),
    });
    await service.remove(undefined, txt('a.example.com', 'one'));
    assert.deepEqual(removed, [recordId(txt('a', 'one'))]);
    assert.deepEqual(calls, ['zone example.com']);
  });

  it('fails, and removes nothing, where the records cannot be read', async () => {
    const stage = open({
      records,
      provider: () => ({ listRecords: () => Promise.reject(new Failure('SERVER', '500')) }),
    });
    await assert.rejects(stage.service.remove(undefined, txt('a', 'one')), (error) => isFailure(error, 'SERVER'));
    assert.equal(stage.records.length, 3);
  });
});

describe('RecordService: writes to one zone', () => {
  /** Runs two creations at once; resolves with how many were under way together. */
  async function overlap(serialWrites: boolean): Promise<number> {
    let running = 0;
    let most = 0;
    const releases: (() => void)[] = [];
    const { service } = open({
      capabilities: { serialWrites },
      provider: () => ({
        async createRecord() {
          running += 1;
          most = Math.max(most, running);
          await new Promise<void>((resolve) => releases.push(resolve));
          running -= 1;
        },
      }),
    });
    await service.findZone();
    const both = Promise.all(['one', 'two'].map((content) => service.create({ ...txt('a', content), ttl })));
    for (let done = 0; done < 2; done += 1) {
      while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
      // Whatever could have begun has begun by now.
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      releases.shift()?.();
    }
    await both;
    return most;
  }

  it('come one after the other where the manifest asks for it', async () => {
    assert.equal(await overlap(true), 1);
    assert.equal(await overlap(false), 2);
  });

  it('go on after one that failed', async () => {
    let tries = 0;
    const { service, records } = open({
      capabilities: { serialWrites: true },
      provider: (usual) => ({
        createRecord(zone, draft) {
          tries += 1;
          return tries === 1 ? Promise.reject(new Failure('SERVER', 'no')) : usual.createRecord(zone, draft);
        },
      }),
    });
    const outcomes = await Promise.allSettled(
      ['one', 'two'].map((content) => service.create({ ...txt('a', content), ttl })),
    );
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled'],
    );
    assert.deepEqual(
      records.map(({ content }) => content),
      ['two'],
    );
  });
});

describe('what a provider is told', () => {
  it('of a TTL says whether somebody asked for it', async () => {
    const drafts: (number | undefined)[][] = [];
    const { service } = open({
      capabilities: { minTtl: 60 },
      provider: () => ({
        async createRecord(_zone, { ttl, askedTtl }) {
          drafts.push([ttl, askedTtl]);
        },
      }),
    });
    for (const ttl of [undefined, 3600, 10]) await service.create({ type: 'TXT', name: 'a', content: `${ttl}`, ttl });
    assert.deepEqual(drafts, [
      [3600, undefined],
      [3600, 3600],
      [60, 60],
    ]);
  });

  it('is no record of a type that it cannot hold: that is refused before any request', async () => {
    const { service, calls } = open({ capabilities: { types: ['A', 'TXT'] } });
    const record = { type: 'CAA', name: 'a', content: '0 issue "ca.example"' };
    const isRefused = (error: unknown) => isFailure(error, 'UNSUPPORTED') && error.hint?.includes('A, TXT') === true;
    await assert.rejects(service.create(record), isRefused);
    await assert.rejects(service.createAll([record]), isRefused);
    await assert.rejects(service.update('id1', record), isRefused);
    assert.deepEqual(calls, []);
  });

  it('is an IDN zone in letters, too, where it knows none in ASCII', async () => {
    const asked: string[] = [];
    const knows = (known: string) => ({
      provider: () => ({
        findZone: async (name: string) => {
          asked.push(name);
          if (known === '' && name !== 'xn--mller-kva.example') throw new Failure('API', 'no name');
          return name === known ? { name } : undefined;
        },
      }),
    });
    const zoneName = 'xn--mller-kva.example';
    assert.equal((await open({ ...knows('müller.example'), zoneName }).service.findZone()).name, 'müller.example');
    assert.equal((await open({ ...knows(zoneName), zoneName }).service.findZone()).name, zoneName);
    assert.deepEqual(asked, [zoneName, 'müller.example', zoneName]);
    for (const known of ['', 'other.example']) {
      await assert.rejects(open({ ...knows(known), zoneName }).service.findZone(), (error) =>
        isFailure(error, 'ZONE_NOT_FOUND'),
      );
    }
  });
});

describe('RecordService: a write that fails after a while', () => {
  async function fail(): Promise<never> {
    await new Promise((resolve) => setImmediate(resolve));
    throw new Failure('API', 'no');
  }
  const one = { ...txt('a', 'one'), ttl };
  const two = { ...txt('a', 'two'), ttl };
  const writes: Readonly<Record<string, (service: RecordService) => Promise<unknown>>> = {
    create: (service) => service.create({ ...txt('b', 'x'), ttl }),
    'create several': (service) => service.createAll(['x', 'y'].map((content) => ({ ...txt('b', content), ttl }))),
    update: (service) => service.update('id1', { ...txt('a', 'three'), ttl }),
    'remove by id': (service) => service.remove('id1', {}),
    'remove by content': (service) => service.remove(undefined, txt('a', 'one')),
    'remove by name': (service) => service.remove(undefined, { type: 'TXT', name: 'a' }),
    'remove several': (service) => service.removeAll([txt('a', 'one'), txt('a', 'two')]),
  };
  for (const takesSeveral of [false, true])
    for (const [name, write] of Object.entries(writes))
      it(`is told to whoever asked for it: ${name}, ${takesSeveral ? 'together' : 'one by one'}`, async () => {
        const failing = { createRecord: fail, updateRecord: fail, deleteRecord: fail };
        const provider = () => ({ ...failing, ...(takesSeveral && { changeRecords: fail }) });
        const { service } = open({ records: [one, two], provider });
        await assert.rejects(write(service), (error) => isFailure(error, 'API'));
      });
});
