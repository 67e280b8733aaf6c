import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryOfSuccess } from '../../core/issuance/memory/memory.js';
import { createAfterwards } from '../../core/issuance/pass/afterwards.js';
import { certificatesInOrder, parkActions, readParked, writerOf } from '../../core/issuance/pass/parked.js';
import type { Action } from '../../core/issuance/plan/actions.js';
import { configuredKeyType } from '../../core/issuance/plan/lineage-parameters.js';
import { publishDifferences } from '../../core/issuance/steps/publish-lineages.js';
import { Failure } from '../../core/sdk/failure.js';
import { certificate, lineage, now, state } from './fixtures.js';
import { create, createScripted, server } from './scripted.js';

const a = certificate('a.example.com');
const b = certificate('b.example.com');
const profiles = { '': { id: '', provider: 'x' }, other: { id: 'other', provider: 'y' } } as never;

type World = ReturnType<typeof createScripted>;

function order({ store }: World, name: string, domains: readonly string[] = [name]) {
  const orderUrl = `https://acme.example/order/${name}`;
  return store.journal.add({ kind: 'order', certificate: name, orderUrl, server, domains, createdAt: now });
}

function record({ store }: World, name: string, waitUntil: number | undefined, more: object = {}) {
  const place = { zone: 'example.com', name: '_acme-challenge', content: 'v', provider: 'x', profile: '' };
  const wait = waitUntil === undefined ? {} : { waitUntil };
  return store.journal.add({ kind: 'txt-record', ...place, certificate: name, createdAt: now, ...wait, ...more });
}

describe('waits that go on without a pass', () => {
  const wanted = state([a, b], { profiles, held: ['held.example.com'] });

  it('belong to certificates that are wanted, or held, and have an order in hand', async () => {
    const world = createScripted();
    for (const name of [a.name, 'held.example.com', 'gone.example.com']) await order(world, name);
    assert.deepEqual([...(await certificatesInOrder(world.store, wanted))].sort(), [a.name, 'held.example.com']);
  });

  it('last as long as their longest record, of one whose names and account are still those', async () => {
    const table: readonly [
      what: string,
      domains: readonly string[],
      waits: readonly (number | undefined)[],
      more: object,
      until?: number,
    ][] = [
      ['two records', [a.name], [now + 5, now + 9], {}, now + 9],
      ['one that has ended its try', [a.name], [0], {}],
      ['none that waits', [a.name], [undefined], {}],
      ['other names', ['x.example.com'], [now + 5], {}],
      ['more names', [a.name, 'x.example.com'], [now + 5], {}],
      ['an account that is gone', [a.name], [now + 5], { profile: 'gone' }],
      ['an account of another provider', [a.name], [now + 5], { profile: 'other' }],
    ];
    for (const [what, domains, waits, more, until] of table) {
      const world = createScripted();
      await order(world, a.name, domains);
      for (const wait of waits) await record(world, a.name, wait, more);
      const parked = await readParked(world.store, wanted, now);
      assert.deepEqual(
        parked.map(({ name, until: end }) => [name, end]),
        until === undefined ? [] : [[a.name, until]],
        what,
      );
    }
    assert.equal(writerOf({ profiles }, { provider: 'x', profile: '' })?.provider, 'x');
  });

  it('hold up what would be done about them, until they end or somebody asks', () => {
    const keep = { kind: 'keep', name: b.name } as Action;
    const parked = [{ name: a.name, entries: [], until: now + 1 }];
    const kinds = (...more: [ready?: ReadonlySet<string>, at?: number]) =>
      parkActions([create(a), create(b), keep], parked, more[0] ?? new Set(), more[1] ?? now).map(({ kind }) => kind);
    assert.deepEqual(kinds(), ['wait', 'create', 'keep']);
    assert.deepEqual(kinds(new Set([a.name])), ['create', 'create', 'keep']);
    assert.deepEqual(kinds(new Set(), now + 1), ['create', 'create', 'keep']);
    const [waiting] = parkActions([create(a)], parked, new Set(), now);
    assert.ok(waiting?.kind === 'wait' && waiting.until === now + 1 && waiting.pending?.name === a.name);
    const actions: readonly Action[] = [create(a)];
    assert.deepEqual(parkActions(actions, [], new Set(), now), actions);
  });
});

describe('what is remembered of a success', () => {
  it('counts renewals in a row that came early, and nothing of before', () => {
    const before = { lastFailure: {}, backOff: {}, early: { count: 2, at: 1 } } as never;
    const plain = { lastSuccessAt: now, issuedConfiguration: 'hmac:x' };
    assert.deepEqual(memoryOfSuccess(before, { isEarly: false }, now, 'hmac:x'), plain);
    assert.deepEqual(memoryOfSuccess(before, { isEarly: true }, now, 'hmac:x'), {
      ...plain,
      early: { count: 3, at: now },
    });
    assert.deepEqual(memoryOfSuccess({}, { isEarly: true }, now, 'hmac:x').early, { count: 1, at: now });
  });

  it('has the key types by the names that people give them', () => {
    const types = (['rsa', 'rsa4096', 'ecdsa', 'ecdsa384'] as const).map((keyType) => configuredKeyType({ keyType }));
    assert.deepEqual(types, ['rsa2048', 'rsa4096', 'ecdsa256', 'ecdsa384']);
  });
});

describe('work that is left to the end of a pass', () => {
  it('is waited for, with what comes while it ends', async () => {
    const afterwards = createAfterwards();
    const done: string[] = [];
    const later = async (name: string, more?: () => void) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      more?.();
      done.push(name);
    };
    afterwards.add(later('one', () => afterwards.add(later('three'))));
    afterwards.add(later('two'));
    await afterwards.done();
    assert.deepEqual(done.sort(), ['one', 'three', 'two']);
  });
});

describe('what this host lacks of the store', () => {
  const publish = async (publication: object, signal = new AbortController().signal) => {
    const world = createScripted({ certificates: [a] });
    const full = {
      ...world.store.publication,
      withdraw: async (name: string) => world.told.push(`withdraw ${name}`),
      ...publication,
    };
    const store = { ...world.store, publication: full } as never;
    const lineages = [lineage(a.name), lineage('foreign.example.com')];
    const services = { store, log: world.context.log, postIssue: undefined as never };
    const failed = await publishDifferences(services, world.postIssue, state([a]), lineages, signal);
    return { ...world, failed };
  };
  const differences = async () => ({
    behind: [a.name, 'foreign.example.com', 'unknown.example.com'],
    gone: [lineage('gone.example.com')],
  });

  it('is written with what it owes, and handed to the plugins', async () => {
    const { told, failed, logged } = await publish({ differences, publish: async () => 'written' });
    const published = 'info certificate.published';
    assert.deepEqual(logged, [published, published, 'info certificate.withdrawn']);
    assert.deepEqual(failed, []);
    assert.deepEqual(told, [
      ...['owes renewed a.example.com', 'done renewed a.example.com 1'],
      ...['owes renewed foreign.example.com', 'done renewed foreign.example.com 1'],
      ...['withdraw gone.example.com', 'done removed gone.example.com 1'],
    ]);
  });

  it('runs nothing for what was there already', async () => {
    const { told } = await publish({ differences, publish: async () => 'already' });
    assert.ok(!told.some((text) => text.startsWith('done renewed')));
  });

  it('does not hold up the others where it cannot be written, and stops when told', async () => {
    const refusing = async (name: string) => {
      if (name === a.name) throw new Failure('STORE', 'full');
      return 'written';
    };
    const { told, failed, logged } = await publish({ differences, publish: refusing });
    assert.equal(logged[0], 'error publication.failed');
    assert.deepEqual(failed, [a.name]);
    assert.ok(told.includes('done renewed foreign.example.com 1') && !told.includes('done renewed a.example.com 1'));
    const withdraw = () => Promise.reject(new Failure('STORE', 'full'));
    assert.deepEqual((await publish({ differences, publish: async () => 'already', withdraw })).failed, [
      'gone.example.com',
    ]);
    const stop = new AbortController();
    stop.abort(new Failure('ABORTED', 'x'));
    await assert.rejects(publish({ differences, publish: refusing }, stop.signal), { code: 'ABORTED' });
    assert.deepEqual((await publish({ differences: async () => ({ behind: [], gone: [] }) }, stop.signal)).failed, []);
  });
});
