import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DesiredState } from '../../core/config/desired-state.js';
import {
  createFingerprint,
  isFingerprint,
  keepFingerprint,
  readFingerprint,
  wholeFingerprint,
} from '../../core/issuance/plan/configuration-fingerprint.js';
import { takeTurns } from '../../core/issuance/plan/take-turns.js';
import { Failure } from '../../core/sdk/failure.js';
import { openMemoryStore } from '../store/memory-store.js';
import { certificate, now, state } from './fixtures.js';

const place = (line: number, file = 'domains.conf') => ({ file, line, column: 1 });
const profile = (token: string) => ({ provider: 'x', options: { token } }) as never;

describe('a fingerprint', () => {
  const own = certificate('a.example', { profile: 'p' });
  const all = (more: object = {}, settings: object = {}): DesiredState =>
    state([own], { profiles: { p: profile('1'), q: profile('2') }, ...more, settings });
  const of = createFingerprint('key');

  it('tells what matters to a certificate from what does not', () => {
    const first = of(own, all());
    assert.match(first, /^hmac:[\w-]{43}$/);
    const table: readonly [what: string, changed: string, same: boolean][] = [
      ['nothing', of({ ...own }, all()), true],
      ['the line', of({ ...own, source: place(7) }, all()), true],
      ['the name of the line', of({ ...own, continues: 'b.example' }, all()), true],
      ['the account of another', of(own, all({ profiles: { p: profile('1'), q: profile('3') } })), true],
      ['its account', of(own, all({ profiles: { p: profile('3'), q: profile('2') } })), false],
      ['its names', of({ ...own, domains: ['b.example'] }, all()), false],
      ['the binding', of(own, all({}, { eab: { kid: 'k', hmacKey: 'h' } })), false],
      ['the resolvers', of(own, all({}, { resolvers: ['192.0.2.1'] })), false],
      ['the proxy', of(own, all({}, { proxy: { http: 'p' } })), false],
      ['the roots', of(own, all({}, { caBundle: '/x' })), false],
      ['the key', createFingerprint('other')(own, all()), false],
    ];
    for (const [what, changed, same] of table) assert.equal(changed === first, same, what);
    const anyone = { ...own, profile: undefined };
    const others = all({ profiles: { p: profile('1'), q: profile('3') } });
    assert.notEqual(of(anyone, all()), of(anyone, others), 'one without an account of its own may use each');
  });

  it('has a key that is kept, or one for the process', async () => {
    const [one, other] = [createFingerprint(), createFingerprint()];
    assert.equal(one(own, all()), one(own, all()));
    assert.notEqual(one(own, all()), other(own, all()));
    const store = openMemoryStore();
    assert.notEqual((await readFingerprint(store.state))(own, all()), (await readFingerprint(store.state))(own, all()));
    const kept = (await keepFingerprint(store.state))(own, all());
    assert.equal((await keepFingerprint(store.state))(own, all()), kept);
    assert.equal((await readFingerprint(store.state))(own, all()), kept);
    const key = await store.state.read('fingerprint-key', (value) => (value as { key: string }).key);
    assert.equal(Buffer.from(key ?? '', 'base64url').length, 32);
    assert.deepEqual([isFingerprint(kept), isFingerprint('x'), isFingerprint(1)], [true, false, false]);
  });

  it('of the whole is another one for each change but that of a line', async () => {
    const store = openMemoryStore();
    const many = (last: object = {}) =>
      state([
        ...Array.from({ length: 500 }, (_, index) => certificate(`n${index}.example`)),
        certificate('last.example', last),
      ]);
    assert.equal(await wholeFingerprint(store.state, many(), ['1']), undefined);
    await keepFingerprint(store.state);
    const first = await wholeFingerprint(store.state, many(), ['1']);
    for (const [changed, surroundings, same] of [
      [many(), ['1'], true],
      [many({ source: place(9) }), ['1'], true],
      [many({ source: place(1, 'other.conf') }), ['1'], false],
      [many({ domains: ['x.example'] }), ['1'], false],
      [{ ...many(), certificates: many().certificates.slice(1) }, ['1'], false],
      [many(), ['2'], false],
      [{ ...many(), held: ['x'] }, ['1'], false],
      [{ ...many(), certificates: many().certificates.slice(0, 500) }, ['1'], false],
    ] as const)
      assert.equal((await wholeFingerprint(store.state, changed, surroundings)) === first, same);
    assert.match(first ?? '', /^hmac:[\w-]{43}$/);
  });
});

it('turns are those of the account that orders: the one of the lineage, else the newest', async () => {
  const server = 'https://acme-v02.api.letsencrypt.org/directory';
  const urls: Record<string, string | undefined> = { old: 'u-old', new: 'u-new', unknown: undefined };
  const blocked = (account: string) => new Map([[`orders ${account}`, now + 3_600_000]]);
  const asked = certificate('a.example', { server });
  const create = { kind: 'create', name: 'a.example', reason: 'none', certificate: asked, server, lineage: undefined };
  const renew = (accountId: string) => ({ ...create, kind: 'renew', lineage: { server, accountId, health: 'good' } });
  const turn = async (action: object, account: string, find: () => Promise<object[]>) => {
    const services = {
      memory: { all: async () => new Map() },
      clock: { now: () => now },
      store: { accounts: { find } },
      limits: { standing: async () => ({ used: new Map(), blocked: blocked(account) }) },
      env: {},
    };
    const [found] = await takeTurns(services as never, [action as never], new Set());
    return found?.kind;
  };
  const accounts = async () => ['new', 'old', 'unknown'].map((id) => ({ id, accountUrl: urls[id] }));
  for (const [action, account, kind] of [
    [create, 'u-new', 'wait'],
    [create, 'u-old', 'create'],
    [renew('old'), 'u-old', 'wait'],
    [renew('old'), 'u-new', 'renew'],
    [renew('gone'), 'u-new', 'wait'],
    [renew('unknown'), 'u-new', 'renew'],
  ] as const)
    assert.equal(await turn(action, account, accounts), kind);
  assert.equal(await turn(create, 'u-new', async () => []), 'create');
  assert.equal(await turn(create, 'a new account', async () => []), 'wait');
  assert.equal(await turn(create, 'u-new', () => Promise.reject(new Failure('CONFIG', 'no URL'))), 'create');
  const broken = new Failure('STORE', 'no');
  await assert.rejects(
    turn(create, 'u-new', () => Promise.reject(broken)),
    broken,
  );
  assert.equal(await turn({ kind: 'keep', name: 'a' }, 'u-new', () => Promise.reject(broken)), 'keep');
});
