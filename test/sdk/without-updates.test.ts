import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { currentSignal, withSignal } from '../../core/sdk/ambient-signal.js';
import { Failure, isFailure, recordId, withoutUpdates } from '../../core/sdk/index.js';

const zone = { name: 'example.com' };
const old = { type: 'TXT', name: 'a', content: 'old' };
const id = recordId(old);
const draft = { type: 'TXT', name: 'a', content: 'new', ttl: 60 };

/** A provider with an account of what was done: `add new 60`, `remove <id>`; what is in `fails` is refused with the code. */
function open(
  fails: Readonly<Record<string, 'API' | 'RECORD_EXISTS' | 'RECORD_NOT_FOUND'>> = {},
  order: Parameters<typeof withoutUpdates>[1] = {},
) {
  const done: string[] = [];
  async function act(what: string): Promise<void> {
    const code = fails[what];
    if (code !== undefined) throw new Failure(code, `${what} was refused`, { serviceCode: 'own', status: 400 });
    done.push(what);
  }
  const provider = withoutUpdates(
    {
      createRecord: (_zone, { type, name, content, ttl }) => act(`add ${type} ${name} ${content} ${ttl}`),
      deleteRecord: (_zone, gone) => act(`remove ${gone}`),
    },
    order,
  );
  return { provider, done };
}

/** What is seen of the record: once before it is removed, and then no more. */
function listing() {
  const seen = [[{ ...old, id: '7', ttl: 300 }]];
  return { listRecords: async () => seen.shift() ?? [] };
}
const add = 'add TXT a new 60';

describe('withoutUpdates', () => {
  const orders: readonly [what: string, Parameters<typeof withoutUpdates>[1], string, string[]][] = [
    ['adds the new record before it removes the old one', {}, '7', [add, 'remove 7']],
    ['removes first where two cannot stand', { removesFirst: true }, id, [`remove ${id}`, add]],
    ['removes first what it sees', { removesFirst: true, ...listing() }, '7', ['remove 7', add]],
  ];
  for (const [what, order, told, expected] of orders) {
    it(what, async () => {
      const { provider, done } = open({}, order);
      await provider.updateRecord(zone, told, draft);
      assert.deepEqual(done, expected);
    });
  }

  it('leaves the old record where the new one is refused', async () => {
    const { provider, done } = open({ [add]: 'API' });
    await assert.rejects(provider.updateRecord(zone, '7', draft), /^Failure: add TXT a new 60 was refused$/);
    assert.deepEqual(done, []);
  });

  it('says that both may stand where the old one cannot be removed', async () => {
    const { provider, done } = open({ 'remove 7': 'RECORD_NOT_FOUND' });
    await assert.rejects(provider.updateRecord(zone, '7', draft), (error) => {
      assert.ok(isFailure(error, 'RECORD_NOT_FOUND'));
      assert.match(error.message, /remove 7 was refused; the new record was made/);
      assert.deepEqual([error.serviceCode, error.status], ['own', 400]);
      return true;
    });
    assert.deepEqual(done, [add]);
  });

  const putBack: readonly [what: string, order: () => object, told: string, back: string][] = [
    ['as its id tells', () => ({}), id, 'add TXT a old 60'],
    ['as it was listed', listing, '7', 'add TXT a old 300'],
  ];
  for (const [what, order, told, back] of putBack) {
    it(`puts the old one back where the new one is refused, ${what}`, async () => {
      const { provider, done } = open({ [add]: 'RECORD_EXISTS' }, { removesFirst: true, ...order() });
      await assert.rejects(provider.updateRecord(zone, told, draft), (error) => isFailure(error, 'RECORD_EXISTS'));
      assert.deepEqual(done, [`remove ${told}`, back]);
    });

    it(`shows the old one where it cannot be put back either, ${what}`, async () => {
      const { provider } = open({ [add]: 'API', [back]: 'API' }, { removesFirst: true, ...order() });
      await assert.rejects(provider.updateRecord(zone, told, draft), /TXT record a with the content "old"/);
    });
  }

  it('puts the old one back where its removal failed, unless it is still there', async () => {
    const gone = open({ 'remove 7': 'API' }, { removesFirst: true, ...listing() });
    await assert.rejects(
      gone.provider.updateRecord(zone, '7', draft),
      /^Failure: remove 7 was refused; the old record/,
    );
    assert.deepEqual(gone.done, ['add TXT a old 300']);
    const listRecords = async () => [{ ...old, id: '7', ttl: 300 }];
    const there = open({ 'remove 7': 'API' }, { removesFirst: true, listRecords });
    await assert.rejects(
      there.provider.updateRecord(zone, '7', draft),
      /^Failure: remove 7 was refused; the old record/,
    );
    assert.deepEqual(there.done, []);
  });

  it('puts the old one back where a stop comes in between, which stops no more than the change', async () => {
    const stop = new AbortController();
    const done: string[] = [];
    const provider = withoutUpdates(
      {
        async createRecord(_zone, { content }) {
          if (currentSignal().aborted) throw new Failure('ABORTED', 'stopped');
          done.push(content);
        },
        deleteRecord: async () => stop.abort(),
      },
      { removesFirst: true },
    );
    const update = withSignal(stop.signal, () => provider.updateRecord(zone, id, draft));
    await assert.rejects(update, (error) => isFailure(error, 'ABORTED') && /the old record stands/.test(error.message));
    assert.deepEqual(done, ['old']);
  });

  it('removes nothing where it does not see the record', async () => {
    const { provider, done } = open({}, { removesFirst: true, ...listing() });
    await assert.rejects(provider.updateRecord(zone, '8', draft), (error) => isFailure(error, 'RECORD_NOT_FOUND'));
    assert.deepEqual(done, []);
  });

  it('adds what was to be another record that is gone meanwhile', async () => {
    const { provider, done } = open({ 'remove 7': 'RECORD_NOT_FOUND' }, { removesFirst: true, ...listing() });
    await provider.updateRecord(zone, '7', draft);
    assert.deepEqual(done, [add]);
  });

  it('gives a record that is told by its value another TTL by removing it first', async () => {
    const { provider, done } = open();
    await provider.updateRecord(zone, id, { ...old, ttl: 300 });
    assert.deepEqual(done, [`remove ${id}`, 'add TXT a old 300']);
  });

  it('gives what would be a duplicate another TTL by removing it first, and leaves it where nothing changes', async () => {
    let refused = 1;
    const done: string[] = [];
    const provider = withoutUpdates(
      {
        async createRecord(_zone, { ttl }) {
          if (refused > 0) {
            refused -= 1;
            throw new Failure('RECORD_EXISTS', 'is there');
          }
          done.push(`add ${ttl}`);
        },
        deleteRecord: async (_zone, gone) => void done.push(`remove ${gone}`),
      },
      { listRecords: async () => [{ ...old, id: '7', ttl: 300 }] },
    );
    await provider.updateRecord(zone, '7', { ...old, ttl: 600, askedTtl: 600 });
    assert.deepEqual(done.splice(0), ['remove 7', 'add 600']);
    for (const same of [
      { ...old, ttl: 60 },
      { ...old, ttl: 300, askedTtl: 300 },
      { ...draft, askedTtl: 600 },
    ]) {
      refused = 1;
      await assert.rejects(provider.updateRecord(zone, '7', same), (error) => isFailure(error, 'RECORD_EXISTS'));
      assert.deepEqual(done, []);
    }
  });
});
