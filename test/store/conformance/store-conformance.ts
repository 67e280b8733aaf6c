import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { asInteger } from '../../../core/disk/parse-json.js';
import { isFailure } from '../../../core/sdk/failure.js';
import type { OrderEntry } from '../../../core/store/facts/journal-entries.js';
import { isGoodLineage } from '../../../core/store/lineages/lineage.js';
import type { CertificateStore } from '../../../core/store/store.js';
import { makeAuthority, makeKey } from '../certificates.js';
import { saveRequest, server } from '../volume.js';

/** What a store keeps outlives the process: `open` may be called any number of times. */
export interface OpenedStore {
  open(): Promise<CertificateStore>;
}

const order: OrderEntry = {
  kind: 'order',
  certificate: 'a.example.com',
  orderUrl: 'https://ca.example/order/1',
  server,
  domains: ['a.example.com'],
  createdAt: 5,
};

/** What every store does alike: see `CertificateStore`. */
export function describeStore(title: string, make: (context: TestContext) => Promise<OpenedStore>): void {
  const authority = makeAuthority();
  const first = authority.issue(['a.example.com', 'b.example.com']);
  const second = authority.issue(['a.example.com'], { key: 'rsa2048', serial: 0x77 });

  describe(title, () => {
    /** Opened, and under the lease that writing wants. */
    async function held(context: TestContext) {
      const { open } = await make(context);
      const store = await open();
      const lease = await store.lease('directory', { command: 'conformance' });
      context.after(() => lease.release());
      await store.recover();
      return { store, open, lease };
    }

    it('has no lineage at first', async (context) => {
      const { store } = await held(context);
      assert.deepEqual(await store.lineages(), []);
      assert.equal(await store.read('a.example.com'), undefined);
      await assert.rejects(store.material('a.example.com'), (error) => isFailure(error, 'LINEAGE'));
    });

    it('keeps what is saved, over restarts: facts, texts and key', async (context) => {
      const { store, open } = await held(context);
      const renewal = { server, account: 'c'.repeat(32), keyType: 'ecdsa256', reuseKey: true, profile: 'tlsserver' };
      assert.equal(await store.save({ ...saveRequest('a.example.com', first), renewal }), 1);
      for (const each of [store, await open()]) {
        const [lineage, ...others] = await each.lineages();
        assert.deepEqual(others, []);
        assert.ok(lineage !== undefined && isGoodLineage(lineage));
        assert.deepEqual(
          [lineage.name, lineage.version, lineage.domains, lineage.server, lineage.accountId, lineage.managed],
          ['a.example.com', 1, ['a.example.com', 'b.example.com'], server, 'c'.repeat(32), 'created'],
        );
        assert.deepEqual([lineage.renewal.reuseKey, lineage.renewal.profile], [true, 'tlsserver']);
        assert.equal(lineage.certificate.notAfter.getTime() > Date.now(), true);
        assert.deepEqual((await each.read('a.example.com'))?.domains, lineage.domains);
        const material = await each.material('a.example.com');
        assert.equal(material.cert.trim(), first.cert.trim());
        assert.equal(material.chain.trim(), first.chain.trim());
        assert.ok(createPrivateKey(material.privkey).equals(createPrivateKey(first.privkey)));
      }
    });

    it('counts versions up, and never gives one again that is there', async (context) => {
      const { store, open } = await held(context);
      await store.save(saveRequest('a.example.com', first));
      assert.equal(await store.save(saveRequest('a.example.com', second)), 2);
      const lineage = await (await open()).read('a.example.com');
      assert.deepEqual(
        [lineage?.version, lineage?.domains, lineage?.certificate?.keyType],
        [2, ['a.example.com'], 'rsa2048'],
      );
      assert.equal((await store.material('a.example.com')).cert.trim(), second.cert.trim());
      assert.equal(await store.save(saveRequest('a.example.com', first)), 3);
    });

    it('takes no certificate with the key of another, and no name that leads elsewhere', async (context) => {
      const { store } = await held(context);
      await assert.rejects(store.save(saveRequest('a.example.com', { ...first, privkey: second.privkey })), (error) =>
        isFailure(error, 'INTERNAL'),
      );
      for (const name of ['../x', 'a/b', '', '.x']) {
        await assert.rejects(store.save(saveRequest(name, first)), (error) => isFailure(error, 'STORE'), name);
      }
      assert.deepEqual(await store.lineages(), []);
    });

    it('settles the order, and owes the steps, in one with the version', async (context) => {
      const { store, open } = await held(context);
      const id = await store.journal.add({ ...order, privateKey: makeKey('ecdsa256') });
      await store.save({ ...saveRequest('a.example.com', first), owes: ['pfx'], settles: [id] });
      await store.publication.publish('a.example.com', ['pfx']);
      const again = await open();
      assert.deepEqual(await again.journal.list('order'), []);
      const steps = await again.publication.steps.list('owed-step');
      assert.deepEqual(
        steps.map(({ certificate, version, plugin }) => [certificate, version, plugin]),
        [['a.example.com', 1, 'pfx']],
      );
    });

    it('forgets a lineage that is removed, and no other one', async (context) => {
      const { store, open } = await held(context);
      await store.save(saveRequest('a.example.com', first));
      await store.save(saveRequest('c.example.com', second));
      await store.remove('a.example.com');
      await store.remove('a.example.com');
      await store.remove('never.example.com');
      assert.deepEqual(
        (await (await open()).lineages()).map(({ name }) => name),
        ['c.example.com'],
      );
      assert.equal(await store.read('a.example.com'), undefined);
      await assert.rejects(store.material('a.example.com'), (error) => isFailure(error, 'LINEAGE'));
    });

    it('adopts nothing that is its own, or not there', async (context) => {
      const { store } = await held(context);
      await store.save(saveRequest('a.example.com', first));
      assert.equal(await store.adopt('a.example.com'), false);
      await assert.rejects(store.adopt('c.example.com'), (error) => isFailure(error, 'LINEAGE'));
    });

    it('keeps accounts by server, newest first, the key before the CA knows it', async (context) => {
      const { store, open } = await held(context);
      const key = makeKey('ecdsa256');
      const draft = await store.accounts.save({ server, privateKey: key });
      assert.equal(draft.accountUrl, undefined);
      const accountUrl = 'https://acme.example/acct/1';
      const contact = ['mailto:a@example.com'];
      await store.accounts.save({ server, privateKey: key, accountUrl, contact });
      await store.accounts.save({ server: 'https://other.example/dir', privateKey: makeKey('rsa2048') });
      const again = await open();
      const [account, ...more] = await again.accounts.find(server);
      assert.deepEqual(more, []);
      assert.deepEqual([account?.id, account?.accountUrl, account?.contact], [draft.id, accountUrl, contact]);
      assert.ok(createPrivateKey(account?.privateKey ?? '').equals(createPrivateKey(key)));
      assert.equal((await again.accounts.read(server, draft.id))?.accountUrl, accountUrl);
      assert.equal(await again.accounts.read(server, 'f'.repeat(32)), undefined);
      assert.equal((await again.accounts.list()).length, 2);
      await store.accounts.forgetUrl(server, draft.id);
      const forgotten = await store.accounts.read(server, draft.id);
      assert.deepEqual([forgotten?.accountUrl, forgotten?.privateKey === undefined], [undefined, false]);
    });

    it('keeps a journal: entries by kind, under ids that bring them up to date and remove them', async (context) => {
      const { store, open } = await held(context);
      const privateKey = makeKey('ecdsa256');
      const id = await store.journal.add({ ...order, privateKey });
      const record = {
        kind: 'txt-record',
        zone: 'example.com',
        name: 'x',
        content: 'y',
        provider: 'p',
        createdAt: 1,
      } as const;
      const other = await store.journal.add(record);
      await store.journal.update(other, { ...record, attempts: 2, retryAt: 9 });
      const { journal } = await open();
      assert.deepEqual(await journal.list('order'), [{ ...order, privateKey, id }]);
      assert.deepEqual(await journal.list('txt-record'), [{ ...record, attempts: 2, retryAt: 9, id: other }]);
      assert.deepEqual(await journal.list('order', order.certificate), await journal.list('order'));
      assert.deepEqual(await journal.list('order', record.name), [], 'of another certificate');
      assert.deepEqual(await journal.list('txt-record', record.name), [], 'of no certificate');
      await store.journal.remove(id);
      await store.journal.remove(id);
      assert.deepEqual(await journal.list('order'), []);
      await assert.rejects(store.journal.remove('../x'), (error) => isFailure(error, 'STORE'));
      await store.journal.tidy();
      assert.equal((await journal.list('txt-record')).length, 1);
    });

    it('loses no change of facts, however many come at once', async (context) => {
      const { store, open } = await held(context);
      const counts = store.facts('counts', asInteger);
      await Promise.all(Array.from({ length: 20 }, () => counts.update('a', (before) => (before ?? 0) + 1)));
      await Promise.all([
        counts.change((all) => ({ b: (all.get('a') ?? 0) + 1 })),
        counts.update('c', () => 1),
        counts.update('c', () => undefined),
      ]);
      await assert.rejects(
        counts.change(() => {
          throw new Error('no');
        }),
        /no/,
      );
      const again = (await open()).facts('counts', asInteger);
      assert.deepEqual([...(await again.all())].sort(), [
        ['a', 20],
        ['b', 21],
      ]);
      assert.equal(await again.get('b'), 21);
      assert.equal(await again.get('c'), undefined);
      assert.equal(await (await open()).facts('others', asInteger).get('a'), undefined);
    });

    it('keeps single facts by any key, and leaves out what makes no sense', async (context) => {
      const { store, open } = await held(context);
      for (const [value, key] of ['a', 'A', '../../x', 'é ü', 'a/b'].entries()) await store.state.write(key, value);
      const again = await open();
      assert.equal(await again.state.read('é ü', asInteger), 3);
      assert.equal(await again.state.read('a', asInteger), 0);
      await Promise.all(Array.from({ length: 9 }, () => store.state.update('a', asInteger, (old) => (old ?? 0) + 1)));
      assert.equal(await again.state.read('a', asInteger), 9);
      await store.state.remove('a');
      await store.state.remove('a');
      assert.deepEqual(await again.state.list(), ['../../x', 'A', 'a/b', 'é ü'].sort());
      await store.state.write('text', 'no number');
      assert.equal(await again.state.read('text', asInteger), undefined);
    });

    it('leases a zone for as long as a write takes, whoever works on the rest', async (context) => {
      const { store, open, lease } = await held(context);
      const other = await open();
      const request = { command: 'a write', wait: 10_000 };
      const zone = await other.lease('zone example.com at powerdns', request);
      await (await store.lease('zone example.net at powerdns', request)).release();
      await assert.rejects(store.lease('zone example.com at powerdns', { command: 'another' }), (error) => {
        assert.ok(isFailure(error, 'LOCKED'));
        assert.match(error.message, /a write/);
        return true;
      });
      const stop = new AbortController();
      const stopped = store.lease('zone example.com at powerdns', { ...request, signal: stop.signal });
      stop.abort();
      await assert.rejects(stopped);
      const next = store.lease('zone example.com at powerdns', request);
      await zone.release();
      await (await next).release();
      assert.equal(lease.lost.aborted, false);
      // What comes later finds nothing in its way.
      for (const name of ['*.x/../y', 'ü', 'x'.repeat(300)]) {
        await (await other.lease(`zone ${name}`, { command: 'a write' })).release();
      }
    });

    it('leases a resource to one at a time, and says to whom', async (context) => {
      const { open, lease } = await held(context);
      const other = await open();
      await assert.rejects(other.lease('directory', { command: 'another' }), (error) => {
        assert.ok(isFailure(error, 'LOCKED'));
        assert.match(error.message, /conformance/);
        return true;
      });
      assert.equal((await other.holder(Date.now()))?.command, 'conformance');
      const leader = await other.lease('leader', { command: 'another' });
      await leader.release();
      await lease.release();
      const next = await other.lease('directory', { command: 'another' });
      assert.equal(next.lost.aborted, false);
      await next.release();
      assert.equal(await other.holder(Date.now()), undefined);
    });

    it('keeps what the doors keep under the lease of `doors`, beside whoever has `directory`', async (context) => {
      const { store, open } = await held(context);
      const doors = await open();
      const served = await doors.lease('doors', { command: 'doors' });
      for (const kind of ['door-records', 'door-accounts', 'door-orders', 'door-certificates']) {
        const facts = doors.facts(kind, asInteger);
        assert.equal(await facts.update('a', (before) => (before ?? 0) + 1), 1);
        await facts.change(() => ({ b: 2 }));
        assert.deepEqual(await (await open()).facts(kind, asInteger).all(), new Map(Object.entries({ a: 1, b: 2 })));
      }
      assert.equal(await store.facts('numbers', asInteger).update('a', () => 7), 7);
      await served.release();
      await (await (await open()).lease('doors', { command: 'other doors' })).release();
    });

    it('tells whether anything has changed since a look at all lineages', async (context) => {
      const { store, open } = await held(context);
      // Files count as settled some time after their last change.
      context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10_000 });
      const seen = store.facts('numbers', asInteger);
      await store.save(saveRequest('a.example.com', first));
      const changes: Readonly<Record<string, () => Promise<unknown>>> = {
        save: () => store.save(saveRequest('a.example.com', second)),
        fact: () => seen.update('a', (before) => (before ?? 0) + 1),
        another: () => store.save(saveRequest('b.example.com', authority.issue(['b.example.com']))),
        remove: () => store.remove('a.example.com'),
      };
      for (const [what, change] of Object.entries(changes)) {
        const mark = await markOfAll(store);
        const both = [await store.changes.since(mark), await (await open()).changes.since(mark)];
        assert.deepEqual(both, [new Set(), new Set()], what);
        assert.equal(await store.changes.since(`x${mark}`), undefined);
        await change();
        assert.equal(await store.changes.since(mark), undefined, what);
      }
    });

    it('goes on from a mark with the lineages that were worked on since', async (context) => {
      const { store, open } = await held(context);
      context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10_000 });
      await store.save(saveRequest('a.example.com', first));
      await store.save(saveRequest('c.example.com', authority.issue(['c.example.com'])));
      const mark = await markOfAll(store);
      assert.deepEqual(await store.changes.since(mark), new Set());
      await store.save(saveRequest('a.example.com', second));
      await store.save(saveRequest('b.example.com', authority.issue(['b.example.com'])));
      await store.remove('c.example.com');
      const later = await store.changes.observe(['a.example.com', 'b.example.com', 'c.example.com']);
      assert.deepEqual(
        (await store.lineages({ names: ['b.example.com', 'a.example.com', 'c.example.com'] })).map(
          ({ name, version }) => [name, version],
        ),
        [
          ['a.example.com', 2],
          ['b.example.com', 1],
        ],
      );
      const next = (await later?.keep()) ?? 'none';
      assert.deepEqual([await store.changes.since(mark), await store.changes.since(next)], [undefined, new Set()]);
      assert.deepEqual(await (await open()).changes.since(next), new Set());
    });

    it('keeps when each certificate is due, and gives those alone that are', async (context) => {
      const { store, open } = await held(context);
      const entry = (name: string, dueAt?: number, wakeAt?: number, lifetimeMs?: number) => {
        return { name, dueAt, wakeAt, lifetimeMs };
      };
      const later = entry('later', 5_000_000_000_000, 20, 90);
      const id = await store.due.replace([entry('never'), entry('b', 20, 7), entry('a', 10, 30, 90), later]);
      const { due } = await open();
      assert.deepEqual(await due.due(id, 9, 10), []);
      assert.deepEqual(await due.due(id, 20, 10), ['a', 'b']);
      assert.deepEqual(await due.due(id, 20, 1), ['a']);
      assert.deepEqual(await due.next(id, 2), [entry('b', 20, 7), later]);
      const next = (await store.due.update(id, [entry('a', 40, 40, 90), entry('new', 1)])) ?? 'none';
      assert.deepEqual(
        [await due.due(id, 99, 10), await due.next(id, 9), await store.due.update(id, [])],
        [undefined, undefined, undefined],
      );
      assert.deepEqual(await due.due(next, 20, 10), ['new', 'b']);
      const empty = await store.due.replace([]);
      assert.deepEqual([await due.due(empty, 99, 10), await due.next(empty, 9)], [[], []]);
    });

    it('gives what is remembered of some as of all', async (context) => {
      const { store } = await held(context);
      const numbers = store.facts('numbers', asInteger);
      await numbers.change(() => ({ a: 1, b: 2 }));
      assert.deepEqual([...(await numbers.all(['b', 'c']))], [['b', 2]]);
      assert.deepEqual([...(await numbers.all([]))], []);
    });
  });
}

/** What a look at all of them comes to. */
async function markOfAll(store: CertificateStore): Promise<string> {
  await store.lineages({ updateCache: true });
  await store.publication.differences(await store.lineages());
  const observation = await store.changes.observe([]);
  return (await observation?.keep()) ?? assert.fail('nothing was seen');
}
