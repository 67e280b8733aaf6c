import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isContactStale } from '../../core/issuance/orders/account-contact.js';
import { contactsInUse, refreshContacts } from '../../core/issuance/orders/refresh-contacts.js';
import { createSilentServers } from '../../core/issuance/orders/silent-servers.js';
import { dropStaleOrders } from '../../core/issuance/orders/stale-orders.js';
import { certificate, day, hour, lineage, now, state } from './fixtures.js';
import { accountUrl, createScripted, failing, server } from './scripted.js';

const a = certificate('a.example.com');
const staging = 'https://staging.example/directory';

describe('orders that nobody takes up', () => {
  it('go when their certificate is not asked for, or they are older than any order lives; held ones stay', async () => {
    const { store } = createScripted();
    const add = (name: string, age: number) =>
      store.journal.add({
        kind: 'order',
        certificate: name,
        orderUrl: `https://acme.example/${name}`,
        server,
        domains: [name],
        createdAt: now - age,
      });
    for (const [name, age] of [
      ['a.example.com', 14 * day],
      ['b.example.com', 14 * day + 1],
      ['gone.example.com', 0],
      ['held.example.com', 0],
    ] as const)
      await add(name, age);
    const wanted = state([a, certificate('b.example.com')], { held: ['held.example.com'] });
    await dropStaleOrders(store, wanted, now);
    assert.deepEqual((await store.journal.list('order')).map(({ certificate: name }) => name).sort(), [
      'a.example.com',
      'held.example.com',
    ]);
  });

  it('are gone before anything else is done', async () => {
    const { store } = createScripted();
    const removed: string[] = [];
    const journal = {
      ...store.journal,
      list: async () => [{ id: '1', certificate: 'x', createdAt: now }] as never,
      remove: (id: string) => new Promise<void>((resolve) => setTimeout(() => resolve(void removed.push(id)), 5)),
    };
    await dropStaleOrders({ ...store, journal }, state([]), now);
    assert.deepEqual(removed, ['1']);
  });
});

describe('CAs without renewal information', () => {
  it('are known for a day, and not from the future', async () => {
    const { store } = createScripted();
    const silent = createSilentServers(store.state);
    const known = async (at: number) => [...(await silent.known(at)).servers];
    assert.deepEqual(await known(now), []);
    await Promise.all([silent.add(server, now), silent.add(server, now + 1), silent.add(staging, now + hour)]);
    assert.deepEqual(await known(now - 1), []);
    assert.deepEqual(await known(now), [server]);
    assert.deepEqual((await known(now + hour)).sort(), [server, staging].sort());
    assert.deepEqual(await known(now + day - 1), [server, staging]);
    assert.deepEqual(await known(now + day), [staging]);
    const again = createSilentServers(store.state);
    await again.add('https://third.example/', now + day);
    assert.deepEqual(
      [...(await again.known(now + hour)).servers],
      [staging],
      'who was silent too long ago is forgotten',
    );
  });
});

describe('a contact that has changed', () => {
  it('is told where another was, and none only where it was told', () => {
    const url = accountUrl;
    const table: readonly [
      told: readonly string[] | undefined,
      mail: string | undefined,
      stale: boolean,
      url?: 'none',
    ][] = [
      [['mailto:a@b.org'], 'a@b.org', false],
      [['mailto:a@b.org'], 'c@d.org', true],
      [['mailto:a@b.org'], undefined, true],
      [[], undefined, false],
      [[], 'a@b.org', true],
      [undefined, 'a@b.org', true],
      [undefined, undefined, false],
      [['mailto:a@b.org'], 'c@d.org', false, 'none'],
    ];
    for (const [contact, mail, stale, none] of table) {
      const stored = { accountUrl: none ? undefined : url, contact } as Parameters<typeof isContactStale>[0];
      assert.equal(isContactStale(stored, { mail } as never), stale, `${contact} ${mail}`);
    }
  });

  it('opens accounts that need it: the newest of each server in use, and those that lineages name', async () => {
    const told = ['mailto:old@b.org'];
    const stored = (id: string, more: object = {}) => ({
      id,
      server,
      accountUrl,
      contact: told,
      privateKey: '',
      ...more,
    });
    const opened: string[] = [];
    const found: Record<string, object[]> = {
      [server]: [
        stored('newest'),
        stored('named'),
        stored('other'),
        stored('fresh', { contact: ['mailto:new@b.org'] }),
      ],
      [staging]: [stored('staging')],
    };
    const world = createScripted({ context: { state: state([a], { settings: { mail: 'new@b.org' } }) } });
    const asked: string[] = [];
    Object.assign(world.store.accounts, {
      find: async (url: string) => {
        asked.push(url);
        return found[url] ?? [];
      },
    });
    const accounts = { of: async (_url: string, id: string) => opened.push(id) } as never;
    const lineages = [
      lineage(a.name, { accountId: 'named' }),
      lineage('unwanted.example.com', { accountId: 'other', server: staging }),
      lineage('b.example.com', { accountId: 'other', managed: undefined as never }),
    ];
    const inUse = (those: typeof lineages) => contactsInUse(world.context.state, those);
    await refreshContacts({ ...world.context, accounts }, inUse(lineages));
    assert.deepEqual(opened, ['newest', 'named']);
    assert.deepEqual(asked, [server]);
    await refreshContacts({ ...world.context, accounts }, inUse([lineage(a.name, { server: staging })]));
    assert.deepEqual(asked.slice(1).sort(), [server, staging].sort());
  });

  it('stops no pass but one that is to stop', async () => {
    const world = createScripted({ context: { state: state([a], { settings: { mail: 'new@b.org' } }) } });
    const stale = { id: 'x', server, accountUrl, contact: [], privateKey: '' };
    Object.assign(world.store.accounts, { find: async () => [stale] });
    const refusing = (code: 'NETWORK' | 'ABORTED') => ({ ...world.context, accounts: { of: failing(code) } as never });
    const inUse = contactsInUse(world.context.state, []);
    await refreshContacts(refusing('NETWORK'), inUse);
    await assert.rejects(refreshContacts(refusing('ABORTED'), inUse), { code: 'ABORTED' });
  });
});
