import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isContactStale, sendContact } from '../../core/issuance/orders/account-contact.js';
import { contactsInUse, refreshContacts } from '../../core/issuance/orders/refresh-contacts.js';
import { readQuestions } from '../../core/issuance/orders/renewal-information.js';
import { createSilentServers } from '../../core/issuance/orders/silent-servers.js';
import { dropStaleOrders } from '../../core/issuance/orders/stale-orders.js';
import { Failure, isFailure } from '../../core/sdk/failure.js';
import { openMemoryStore } from '../store/memory-store.js';
import { listeningLogger } from '../store/volume.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';

const server = 'https://acme.example/directory';
const stored = { id: '1', server, privateKey: 'key', accountUrl: `${server}/1`, contact: ['mailto:a@b.c'] };

describe('the contact of an account', () => {
  it('is told again where it is another, and where nobody knows what was told only an address is', () => {
    const table: readonly [contact: string[] | undefined, mail: string | undefined, stale: boolean][] = [
      [['mailto:a@b.c'], 'a@b.c', false],
      [['mailto:a@b.c'], 'b@b.c', true],
      [['mailto:a@b.c'], 'a@b.c,b@b.c', true],
      [['mailto:a@b.c'], undefined, true],
      [[], undefined, false],
      [[], 'a@b.c', true],
      [undefined, undefined, false],
      [undefined, 'noreply@example.com', false],
      [undefined, 'a@b.c', true],
    ];
    for (const [contact, mail, stale] of table) {
      const known = { accountUrl: 'x', contact };
      assert.equal(isContactStale(known as never, { mail } as never), stale, `${contact} ${mail}`);
      assert.equal(isContactStale({ ...known, accountUrl: undefined } as never, { mail } as never), false);
    }
  });

  it('is written down once the CA has it, or does not want it; no failure stops a certificate', async () => {
    const table: readonly [failure: unknown, saved: boolean, warned: boolean][] = [
      [undefined, true, false],
      [new Failure('ACME', 'no', { status: 400 }), true, true],
      [new Failure('ACME', 'no', { status: 499 }), true, true],
      [new Failure('ACME', 'no', { status: 500 }), false, true],
      [new Failure('ACME', 'no'), false, true],
      [new Failure('NETWORK', 'no', { status: 400 }), false, true],
      [
        new Failure('ACME', 'no', { serviceCode: 'urn:ietf:params:acme:error:accountDoesNotExist', status: 400 }),
        false,
        false,
      ],
      [new TypeError('broken'), false, true],
    ];
    for (const [failure, saved, warned] of table) {
      const kept: unknown[] = [];
      const told: unknown[] = [];
      const log = listeningLogger();
      const account = {
        url: 'https://acme.example/acct/1',
        updateContact: async (mail: string) => {
          told.push(mail);
          if (failure !== undefined) throw failure;
        },
      } as never;
      const store = { accounts: { save: async (given: unknown) => void kept.push(given) } } as never;
      const settings = { mail: 'a@b.c' };
      await sendContact(account, server, stored as never, { store, settings, log });
      const { url: accountUrl } = account as { url: string };
      const written = { server, privateKey: 'key', accountUrl, contact: ['mailto:a@b.c'] };
      assert.deepEqual([told, kept], [['a@b.c'], saved ? [written] : []]);
      assert.equal(log.warnings.length, warned ? 1 : 0);
    }
    const stopped = new Failure('ABORTED', 'stopped');
    const account = { updateContact: () => Promise.reject(stopped) } as never;
    const surroundings = { store: {} as never, settings: { mail: 'a@b.c' }, log: listeningLogger() };
    await assert.rejects(sendContact(account, server, stored as never, surroundings), stopped);
  });

  it('is looked at where certificates come from, and where the accounts are that order for them', async () => {
    const lineages = [
      lineage('a', { server: 'other', accountId: '7' }),
      lineage('b', { accountId: undefined as never, server: undefined as never }),
      lineage('foreign', { managed: undefined as never, server: 'elsewhere', accountId: '8' }),
      lineage('unwanted', { server: 'elsewhere', accountId: '9' }),
    ];
    const asked = state(['a', 'b', 'foreign'].map((name) => certificate(name)));
    assert.deepEqual(contactsInUse(asked, lineages), { servers: [server, 'other'], accounts: ['7'] });
    assert.deepEqual(contactsInUse(state([]), lineages), { servers: [], accounts: [] });
  });

  it('is told to the first account of a server and to those in use, and what fails is told of', async () => {
    const opened: string[] = [];
    const log = listeningLogger();
    const all = ['1', '2', '3', '4'].map((id) => ({ ...stored, id }));
    const fresh = { ...stored, id: '4', contact: ['mailto:new@b.c'] };
    const failures: Record<string, unknown> = { broken: new Failure('STORE', 'no') };
    const store = {
      accounts: {
        find: async (from: string) => {
          if (from in failures) throw failures[from];
          return from === 'current' ? [fresh] : all;
        },
      },
    };
    const accounts = { of: async (from: string, id: string) => void opened.push(`${from} ${id}`) };
    const context = { state: state([], { settings: { mail: 'new@b.c' } }), store, accounts, log } as never;
    await refreshContacts(context, { servers: ['x', 'broken', 'current'], accounts: ['3'] });
    assert.deepEqual(opened, ['x 1', 'x 3']);
    assert.equal(log.warnings.length, 1);
    failures.broken = new Failure('ABORTED', 'stopped');
    await assert.rejects(refreshContacts(context, { servers: ['broken'], accounts: [] }), (error) =>
      isFailure(error, 'ABORTED'),
    );
  });
});

describe('a CA without renewal information', () => {
  it('is asked again after a day, and written down once', async () => {
    const store = openMemoryStore();
    const silent = createSilentServers(store.state);
    const known = async (at: number) => [...(await silent.known(at)).servers].sort();
    assert.equal((await silent.known(now)).firstEnd, Number.POSITIVE_INFINITY);
    await Promise.all([silent.add('x', now), silent.add('x', now + 5)]);
    await createSilentServers(store.state).add('y', now + hour);
    assert.deepEqual(await known(now + hour), ['x', 'y']);
    assert.equal((await silent.known(now + hour)).firstEnd, now + day);
    assert.deepEqual(await known(now), ['x'], 'what was written later than now was so by a wrong clock');
    assert.deepEqual(await known(now + day - 1), ['x', 'y']);
    assert.deepEqual(await known(now + day), ['y']);
    await createSilentServers(store.state).add('z', now + day);
    assert.deepEqual(
      Object.keys((await store.state.read('servers-without-renewal-information', (all) => all)) as object).sort(),
      ['y', 'z'],
    );
    await store.state.write('servers-without-renewal-information', { a: 'x', b: now, c: `${now}` });
    assert.deepEqual(await known(now), ['b']);
    for (const nonsense of ['x', 7, null]) {
      await store.state.write('servers-without-renewal-information', nonsense);
      assert.deepEqual(await known(now), []);
    }
  });

  it('is known by the time at which certificates are to be asked for again', async () => {
    const store = openMemoryStore();
    const clock = { now: () => now, sleep: async () => {} };
    const before = await readQuestions({ clock, store });
    assert.equal(before.silenceEndsAt, Number.POSITIVE_INFINITY);
    await createSilentServers(store.state).add('silent', now - hour);
    const { silenceEndsAt, at } = await readQuestions({ clock, store });
    assert.equal(silenceEndsAt, now - hour + day);
    const renewal = { fingerprint: 'abcd', windowStart: 1, windowEnd: 2, renewAt: 3, askAgainAt: now + hour };
    const good = lineage('a');
    const never = Number.POSITIVE_INFINITY;
    for (const [subject, memory, expected] of [
      [good, undefined, now],
      [good, { renewal }, now + hour],
      [good, {}, now],
      [good, { renewal: { ...renewal, askAgainAt: now } }, now],
      [good, { renewal: { ...renewal, askAgainAt: now - hour } }, now],
      [good, { renewal: { ...renewal, askAgainAt: now + day } }, now + day],
      [good, { renewal: { ...renewal, fingerprint: 'other' } }, now],
      [good, { renewal: { ...renewal, askAgainAt: now + day + 1 } }, now],
      [lineage('a', { server: 'silent' }), undefined, never],
      [lineage('a', { server: undefined as never }), undefined, never],
      [{ ...good, certificate: { ...good.certificate, ariId: undefined } }, undefined, never],
      [{ ...good, health: 'damaged' }, undefined, never],
    ] as const)
      assert.equal(at(subject as never, memory), expected);
  });
});

it('orders are dropped that nobody will take up', async () => {
  const { journal } = openMemoryStore();
  const order = (name: string, createdAt: number) =>
    journal.add({
      kind: 'order',
      certificate: name,
      orderUrl: `${name} ${createdAt}`,
      server,
      accountUrl: 'x',
      domains: [name],
      createdAt,
    });
  const oldest = now - 14 * day;
  for (const name of ['a', 'held', 'other']) for (const at of [now, oldest, oldest - 1]) await order(name, at);
  await dropStaleOrders({ journal } as never, state([certificate('a')], { held: ['held'] }), now);
  assert.deepEqual(
    (await journal.list('order')).map(({ orderUrl }) => orderUrl).sort(),
    [`a ${oldest}`, `a ${now}`, `held ${oldest}`, `held ${now}`].sort(),
  );
});
