import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sendContact } from '../../core/issuance/orders/account-contact.js';
import { issueCertificate, type SavedVersion } from '../../core/issuance/orders/issue-certificate.js';
import { createAccounts } from '../../core/issuance/orders/open-accounts.js';
import { refreshContacts } from '../../core/issuance/orders/refresh-contacts.js';
import { adoptWanted } from '../../core/issuance/pass/adopt-wanted.js';
import { execute } from '../../core/issuance/pass/execute.js';
import { Failure } from '../../core/sdk/failure.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import { openMemoryStore } from '../store/memory-store.js';
import { certificate, lineage, now, state } from './fixtures.js';
import { notingLogger } from './noting-logger.js';
import { accountUrl, create, createScripted, failing, orderOf, type Script, server } from './scripted.js';
import { createPasses } from './scripted-pass.js';

const a = certificate('a.example.com');
type World = ReturnType<typeof createScripted>;

describe('the log tells', () => {
  async function issue(script: Script, subject = a, prepare: (world: World) => unknown = () => {}) {
    const world = createScripted(script);
    await prepare(world);
    const options = { owes: [], onStep: () => {} };
    const result = await issueCertificate(world.context, create(subject), options).catch((error: unknown) => error);
    return { ...world, result };
  }

  it('of an order that ran out of time, once it has been given back', async () => {
    const gone = new Failure('ACME', 'gone', { serviceCode: 'orderExpired' });
    let looks = 0;
    const waitReady: NonNullable<Script['ca']>['waitReady'] = async (order) => {
      looks += 1;
      if (looks === 1) throw gone;
      return { ...order, status: 'ready' };
    };
    const { result, logged, told } = await issue({ ca: { waitReady } });
    assert.equal((result as SavedVersion).version, 1);
    assert.deepEqual(logged, ['info order.expired']);
    assert.deepEqual(
      told.filter((line) => /^(take order|give back)/.test(line)),
      ['take order', 'give back', 'take order'],
    );
    const refused = await issue({ ca: { waitReady: failing('VALIDATION') } });
    assert.deepEqual([refused.logged, refused.told.at(-1)], [[], 'give back']);
  });

  it('of a profile that the CA lacks, where it is only preferred', async () => {
    const recorded = lineage(a.name);
    const renewal = { ...recorded.renewal, profile: 'short', isProfileRequired: false };
    const preferring = create(a, { kind: 'renew', lineage: { ...recorded, renewal } as never });
    for (const [profiles, lines] of [
      [{}, ['warn profile.unknown']],
      [{ short: 'x' }, []],
    ] as const) {
      const world = createScripted({ server: { profiles } });
      await issueCertificate(world.context, preferring, { owes: [], onStep: () => {} });
      assert.deepEqual(world.logged, lines);
    }
    assert.deepEqual((await issue({})).logged, []);
  });

  it('of a proof at the staging CA, and that it went well', async () => {
    const prepare = async ({ memory, context }: World) => {
      Object.assign(context, { letsEncrypt: { stagingOf: () => 'https://staging.example/directory' } });
      const lastFailure = { at: now, step: 'validation', code: 'ACME', message: 'x' };
      await memory.update(a.name, () => ({ lastFailure }));
    };
    assert.deepEqual((await issue({}, a, prepare)).logged, ['info staging.proof', 'info staging.proved']);
    const failed = await issue({ ca: { waitReady: failing('VALIDATION') } }, a, prepare);
    assert.deepEqual(failed.logged, ['info staging.proof']);
  });

  it('of a failure that cannot be remembered', async () => {
    const world = createScripted({ ca: { newOrder: failing('ACME') } });
    const { memory } = world.context;
    const update = async (...given: Parameters<typeof memory.update>) => {
      if (world.told.includes('heed ACME')) throw new Failure('STORE', 'full');
      return memory.update(...given);
    };
    Object.assign(world.context, { memory: { ...memory, update } });
    await execute(world.context, [create(a)], world.postIssue);
    assert.deepEqual(world.logged, ['error memory.failed']);
  });

  it('of what is taken over, and of a journal that cannot be tidied', async () => {
    const strange = lineage('b.example.com', { managed: undefined as never });
    const passes = createPasses([strange]);
    await passes.pass(state([certificate('b.example.com')]));
    assert.deepEqual(passes.logged, ['info certificate.adopted']);
    const world = createScripted();
    const none = lineage('c.example.com', { managed: undefined as never, renewal: undefined as never });
    Object.assign(world.context, { state: state([certificate('c.example.com')]) });
    const found = [none, strange];
    assert.equal(await adoptWanted(world.context, found), found);
    Object.assign(world.context, { state: state(['b.example.com', 'c.example.com'].map((name) => certificate(name))) });
    Object.assign(world.store, { adopt: async () => true });
    const after = await adoptWanted(world.context, found);
    assert.deepEqual(
      after.map(({ managed }) => managed),
      [undefined, 'adopted'],
    );
    const broken = createPasses([lineage('a.example.com')]);
    Object.assign(broken.store.journal, { tidy: () => Promise.reject(new Failure('STORE', 'full')) });
    await broken.pass(state([a]));
    assert.deepEqual(broken.logged, ['warn journal.failed']);
  });

  it('of a contact that the CA was told, or does not take', async () => {
    const stored = { id: 'x', privateKey: 'k', accountUrl: 'u', contact: [] } as never;
    for (const [refusal, lines, isRemembered] of [
      [undefined, ['info account.contact-sent'], true],
      [new Failure('ACME', 'no', { status: 400 }), ['warn account.contact-refused'], true],
      [new Failure('ACME', 'no', { status: 499 }), ['warn account.contact-refused'], true],
      [new Failure('ACME', 'no', { status: 500 }), ['warn account.contact-refused'], false],
      [new Failure('ACME', 'no'), ['warn account.contact-refused'], false],
      [new Failure('SERVER', 'no', { status: 400 }), ['warn account.contact-refused'], false],
    ] as const) {
      const logged: string[] = [];
      const saved: unknown[] = [];
      const account = {
        url: 'u',
        updateContact: async () => (refusal === undefined ? undefined : Promise.reject(refusal)),
      };
      const store = { accounts: { save: async (row: object) => void saved.push(row) } };
      const surroundings = { store, settings: { mail: 'a@b.c' }, log: notingLogger(logged) };
      await sendContact(account as never, server, stored, surroundings as never);
      const row = { server, privateKey: 'k', accountUrl: 'u', contact: ['mailto:a@b.c'] };
      assert.deepEqual([logged, saved], [lines, isRemembered ? [row] : []]);
    }
    const stopped = { updateContact: () => Promise.reject(new Failure('ABORTED', 'x')) } as never;
    await assert.rejects(sendContact(stopped, server, stored, { settings: {} } as never), { code: 'ABORTED' });
    const logged: string[] = [];
    const inUse = { servers: [server], accounts: [] };
    const settings = { mail: 'a@b.c' };
    const refresh = (failure: Failure) =>
      refreshContacts(
        {
          ...{ state: state([a], { settings }), log: notingLogger(logged) },
          store: { accounts: { find: async () => [stored] } } as never,
          accounts: { of: () => Promise.reject(failure) } as never,
        },
        inUse,
      );
    await refresh(new Failure('NETWORK', 'x'));
    assert.deepEqual(logged, ['warn account.contact-refused']);
    await assert.rejects(refresh(new Failure('ABORTED', 'x')), { code: 'ABORTED' });
  });

  it('of an order of an earlier run that is taken up', async () => {
    const ca: Script['ca'] = { order: async (url) => orderOf([a.name], { url, status: 'ready' }) };
    const { logged } = await issue({ ca }, a, async ({ store }) => {
      const { generatePrivateKey } = await import('../../core/acme/keys.js');
      const privateKey = await generatePrivateKey('ecdsa256');
      const own = { kind: 'order', certificate: a.name, orderUrl: 'https://acme.example/order/7' } as const;
      await store.journal.add({ ...own, server, accountUrl, domains: a.domains, privateKey, createdAt: now });
    });
    assert.deepEqual(logged, ['info order.resumed']);
  });
});

describe('an account that the CA has forgotten', () => {
  it('is not had again by who asks while it is forgotten here', async () => {
    const base = 'https://ca.example';
    const names = ['newNonce', 'newAccount', 'newOrder', 'revokeCert'];
    const directory = Object.fromEntries(names.map((name) => [name, `${base}/${name}`]));
    let made = 0;
    const dispatcher = answeringDispatcher(({ url }) => {
      const headers = { 'content-type': 'application/json', 'replay-nonce': 'n' };
      if (url.pathname === '/dir') return { status: 200, headers, body: JSON.stringify(directory) };
      if (url.pathname === '/newNonce') return { status: 204, headers, body: '' };
      made += 1;
      return { status: 201, headers: { ...headers, location: `${base}/acct/${made}` }, body: '{"status":"valid"}' };
    });
    const logged: string[] = [];
    const store = openMemoryStore();
    const accounts = createAccounts({
      ...{ store, dispatcher, log: notingLogger(logged), userAgent: 'test', signal: new AbortController().signal },
      settings: {} as never,
    });
    const before = await accounts.of(`${base}/dir`);
    const { forgetUrl } = store.accounts;
    const meanwhile: unknown[] = [];
    Object.assign(store.accounts, {
      async forgetUrl(url: string, id: string) {
        meanwhile.push(accounts.of(url, id), accounts.of(url));
        await Promise.all(meanwhile);
        return forgetUrl(url, id);
      },
    });
    const after = await accounts.renew(`${base}/dir`, before.id);
    const kept = await store.accounts.list();
    assert.deepEqual(
      kept.map(({ accountUrl }) => accountUrl),
      [`${base}/acct/2`],
    );
    assert.deepEqual([before.account.url, after.account.url], [`${base}/acct/1`, `${base}/acct/2`]);
    for (const id of [undefined, before.id]) assert.equal(await accounts.of(`${base}/dir`, id), after);
    assert.deepEqual(logged, ['info account.registered', 'warn account.forgotten', 'info account.registered']);
    assert.equal(accounts.isSilent(`${base}/dir`), false);
  });
});
