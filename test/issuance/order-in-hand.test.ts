import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generatePrivateKey } from '../../core/acme/keys.js';
import type { DesiredCertificate } from '../../core/config/desired-state.js';
import { obtainOrder } from '../../core/issuance/orders/order-in-hand.js';
import type { IssueAction } from '../../core/issuance/plan/actions.js';
import { Failure } from '../../core/sdk/failure.js';
import { newEcKey } from '../lab/new-key.js';
import { certificate, lineage, now } from './fixtures.js';
import { accountUrl, create, createScripted, failing, orderOf, type Script, server } from './scripted.js';

const a = certificate('a.example.com');
const orderUrl = 'https://acme.example/order/7';

type World = ReturnType<typeof createScripted>;

/** An order of an earlier run. */
async function journaled({ store }: World, more: object = {}): Promise<string> {
  return store.journal.add({
    kind: 'order',
    certificate: a.name,
    orderUrl,
    server,
    accountUrl,
    domains: a.domains,
    privateKey: await generatePrivateKey('ecdsa256'),
    createdAt: now,
    ...more,
  });
}

describe('an order', () => {
  const replaced = lineage('a.example.com');
  const obtain = async (script: Script, action: IssueAction, prepare?: (world: World) => Promise<unknown>) => {
    const world = createScripted(script);
    await prepare?.(world);
    const result = await obtainOrder(world.context, action);
    return { ...world, result, memory: await world.memory.get(a.name) };
  };

  it('names what it replaces, at the same server alone', async () => {
    const table: readonly [from: string, supportsAri: boolean, told: string][] = [
      [server, true, 'take order exempt'],
      [server, false, 'take order'],
      ['https://other.example/directory', true, 'take order'],
    ];
    for (const [from, supportsAri, expected] of table) {
      const action = create(a, { kind: 'renew', lineage: { ...replaced, server: from } });
      const { told } = await obtain({ server: { supportsAri } }, action);
      assert.ok(told.includes(expected), expected);
      assert.equal(told.includes('order a.example.com replaces=qw.AQ'), from === server);
      assert.equal(told[0], from === server ? `account ${'a'.repeat(32)}` : 'account');
    }
  });

  it('passes over a pause where somebody insists', async () => {
    assert.ok((await obtain({}, create(a, { isForced: true }))).told.includes('take order forced'));
  });

  it('counts itself in the memory before the CA is asked; another configuration begins anew', async () => {
    const seen: unknown[] = [];
    const world = createScripted();
    const newOrder = async ({ domains }: { domains: readonly string[] }) => {
      seen.push((await world.memory.get(a.name)).ordering?.count);
      return orderOf(domains);
    };
    Object.assign(world.account, { newOrder });
    await obtainOrder(world.context, create(a));
    await world.store.journal.remove((await world.store.journal.list('order'))[0]?.id ?? '');
    await obtainOrder(world.context, create(a));
    Object.assign(world.context, { fingerprint: () => 'hmac:another' });
    await obtainOrder(world.context, create(certificate(a.name, { domains: [a.name, 'b.example.com'] })));
    assert.deepEqual(seen, [1, 2, 1]);
    assert.equal((await world.memory.get(a.name)).ordering?.at, now);
  });

  it('is made by an account that is registered anew, where the CA has forgotten it', async () => {
    let count = 0;
    const forgotten = new Failure('AUTHENTICATION', 'who?', {
      serviceCode: 'urn:ietf:params:acme:error:accountDoesNotExist',
    });
    const newOrder = async ({ domains }: { domains: readonly string[] }) =>
      count++ === 0 ? Promise.reject(forgotten) : orderOf(domains);
    const { told } = await obtain({ ca: { newOrder } as never }, create(a));
    assert.deepEqual(told.slice(1), ['take order', 'give back', 'heed AUTHENTICATION', 'register anew', 'take order']);
    await assert.rejects(obtain({ ca: { newOrder: failing('AUTHENTICATION') } }, create(a)), {
      code: 'AUTHENTICATION',
    });
  });

  it('has the key that is there, where that is wanted and sound, else a new one of the wanted type', async () => {
    const key = await generatePrivateKey('ecdsa256');
    const reusing = certificate(a.name, { reuseKey: true, explicit: { reuseKey: 'line' } as never });
    const keys: readonly [subject: DesiredCertificate, more: Partial<IssueAction>, same: boolean][] = [
      [reusing, { lineage: replaced }, true],
      [certificate(a.name), { lineage: replaced }, false],
      [reusing, { lineage: replaced, needsNewKey: true }, false],
      [reusing, { lineage: { ...replaced, health: 'damaged', damage: 'x' } as never }, false],
      [reusing, {}, false],
    ];
    for (const [subject, more, same] of keys) {
      const { result } = await obtain({}, create(subject, more), async ({ store }) => {
        Object.assign(store, { material: async () => ({ cert: '', chain: '', privkey: key }) });
      });
      assert.equal(result.privateKey.pem === key, same);
    }
  });

  it('has no profile that is only preferred where the CA has not got it', async () => {
    const recorded = lineage(a.name);
    const preferring = { ...recorded, renewal: { ...recorded.renewal, profile: 'short', isProfileRequired: false } };
    for (const [profiles, expected] of [
      [{ short: '' }, 'order a.example.com profile=short replaces=qw.AQ'],
      [{}, 'order a.example.com replaces=qw.AQ'],
    ] as const) {
      const { told } = await obtain({ server: { profiles } }, create(a, { lineage: preferring }));
      assert.ok(told.includes(expected), told.join('\n'));
    }
  });

  it('of an earlier run is taken up where it is still about the same', async () => {
    const key384 = newEcKey('secp384r1');
    const other = key384.export({ type: 'pkcs8', format: 'pem' }).toString();
    const table: readonly [what: string, entry: object, script: Script, taken: boolean][] = [
      ['as it was', {}, {}, true],
      ['another server', { server: 'https://other.example/directory' }, {}, false],
      ['another account', { accountUrl: 'https://acme.example/acct/2' }, {}, false],
      ['more names', { domains: [a.name, 'b.example.com'] }, {}, false],
      ['other names', { domains: ['b.example.com'] }, {}, false],
      ['no key', { privateKey: undefined }, {}, false],
      ['a key of another type', { privateKey: other }, {}, false],
      ['refused meanwhile', {}, { ca: { order: async (url) => orderOf([a.name], { url, status: 'invalid' }) } }, false],
      ['other names at the CA', {}, { ca: { order: async (url) => orderOf(['b.example.com'], { url }) } }, false],
      ['gone', {}, { ca: { order: failing('RESPONSE', { status: 404 }) } }, false],
      ['refused', {}, { ca: { order: failing('ACME') } }, false],
      ['not allowed', {}, { ca: { order: failing('AUTHENTICATION') } }, false],
    ];
    for (const [what, entry, script, taken] of table) {
      const world = createScripted(script);
      const id = await journaled(world, entry);
      const { journalId, giveBack } = await obtainOrder(world.context, create(a));
      assert.equal(journalId === id, taken, what);
      assert.equal((await world.store.journal.list('order')).length, 1, `${what}: one order in hand`);
      assert.equal(world.told.includes('take order'), !taken, what);
      world.told.length = 0;
      await giveBack();
      assert.equal(world.told.length, taken ? 0 : 1, `${what}: counted by the run that made it`);
    }
    await assert.rejects(
      obtain({ ca: { order: failing('NETWORK') } }, create(a), (world) => journaled(world)),
      { code: 'NETWORK' },
    );
  });

  it('of an earlier run has the key that would be chosen now', async () => {
    const kept = await generatePrivateKey('ecdsa256');
    const damaged = { ...replaced, health: 'damaged', damage: 'x' } as never;
    const reusing = certificate(a.name, { reuseKey: true, explicit: { reuseKey: 'line' } as never });
    const table: readonly [subject: DesiredCertificate, more: Partial<IssueAction>, entry: object, taken: boolean][] = [
      [reusing, { lineage: replaced }, { privateKey: kept }, true],
      [reusing, { lineage: replaced }, {}, false],
      [reusing, { lineage: replaced, needsNewKey: true }, { privateKey: kept }, false],
      [reusing, { lineage: replaced, needsNewKey: true }, {}, true],
      [a, { lineage: replaced }, {}, true],
      [a, { lineage: replaced }, { privateKey: kept }, true],
      [a, { lineage: replaced, needsNewKey: true }, { privateKey: kept }, false],
      [a, { lineage: damaged, needsNewKey: true }, {}, true],
      [reusing, { lineage: damaged }, {}, true],
    ];
    for (const [subject, more, entry, taken] of table) {
      const world = createScripted();
      // Of a damaged one there may be nothing to be read.
      const material = more.lineage === damaged ? failing('LINEAGE') : async () => ({ privkey: kept });
      Object.assign(world.store, { material });
      const id = await journaled(world, entry);
      assert.equal((await obtainOrder(world.context, create(subject, more))).journalId === id, taken);
    }
  });

  it('of an earlier run with a profile that is not wanted goes; one of which nothing is known stays', async () => {
    const wanting = certificate(a.name, { acmeProfile: 'short', explicit: { acmeProfile: 'x' } as never });
    for (const [subject, profile, taken] of [
      [wanting, 'short', true],
      [wanting, 'classic', false],
      [wanting, undefined, true],
      [a, 'classic', true],
    ] as const) {
      const world = createScripted({ ca: { order: async (url) => orderOf([a.name], { url, profile }) } });
      const id = await journaled(world);
      assert.equal((await obtainOrder(world.context, create(subject))).journalId === id, taken, `${profile}`);
    }
  });

  it('of several one that fits is taken up, the others go; those of other certificates stay', async () => {
    for (const other of [{}, { server: 'https://other.example/directory' }]) {
      const world = createScripted();
      const own = [await journaled(world), await journaled(world, other)];
      const foreign = await journaled(world, { certificate: 'b.example.com' });
      const { journalId } = await obtainOrder(world.context, create(a));
      assert.ok(own.includes(journalId) && (other.server === undefined || journalId === own[0]));
      const left = (await world.store.journal.list('order')).map(({ id }) => id).sort();
      assert.deepEqual(left, [journalId, foreign].sort());
    }
  });
});
