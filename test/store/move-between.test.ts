import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/failure.js';
import { compareStores, directorySide, hasDoorFacts, moveStore, type Side, sharedSide } from '../../core/store/move.js';
import { makeKey } from './certificates.js';
import { filled, first, never, openSide, saves, second } from './sides.js';
import { makeConfigDir, openStore, saveRequest, server } from './volume.js';

describe('a move', () => {
  it('takes all that has its place elsewhere, and overwrites nothing', async () => {
    const [from, to] = [await filled(), openSide()];
    await to.store.facts('rate-limits', Number).change(() => ({ two: 22 }));
    await to.store.state.write('both', { of: 'to' });
    assert.deepEqual([await hasDoorFacts(from), await hasDoorFacts(to)], [true, false]);
    const steps: number[] = [];
    const report = await moveStore(from, to, never, { onStep: async () => void steps.push(to.data.lineages.size) });
    assert.deepEqual([report, steps], [{ moved: ['a.example.com'], same: [], left: [] }, [0]]);
    const accounts = (await to.store.accounts.list()).map(({ accountUrl, contact }) => [accountUrl, contact]);
    assert.equal(accounts.length, 2);
    assert.deepEqual(
      accounts.find(([url]) => url !== undefined),
      [`${server}/1`, ['mailto:a@b.c']],
    );
    assert.deepEqual(accounts.find(([url]) => url === undefined)?.[1], undefined);
    const kinds = ({ data }: typeof from) => [...data.journal.values()].map(({ kind }) => kind).sort();
    assert.deepEqual([kinds(to), kinds(from)], [['order', 'txt-record'], ['owed-step']]);
    const facts = async (kind: string) => Object.fromEntries(await to.store.facts(kind, Number).all());
    assert.deepEqual(await facts('certificates'), { one: 1, two: 2 });
    assert.deepEqual(await facts('rate-limits'), { one: 1, two: 22 });
    assert.deepEqual(await facts('door-orders'), { one: 1, two: 2 });
    assert.deepEqual(await facts('other'), {}, 'nobody knows what that is');
    assert.deepEqual(Object.fromEntries(to.data.state), { both: { of: 'to' }, seen: { since: 5 } });
    const again = await moveStore(from, to, never);
    assert.deepEqual(again, { moved: [], same: ['a.example.com'], left: [] });
  });

  it('takes only what was named, a later version over an earlier one, and leaves what differs, with the reason', async () => {
    const table: readonly [
      what: string,
      prepare: (from: Side, to: Side) => Promise<unknown>,
      left: RegExp | undefined,
    ][] = [
      ['an earlier version', (from, to) => saves(to, first).then(() => saves(from, first, second)), undefined],
      ['a later version', (from, to) => saves(from, first).then(() => saves(to, first, second)), /with the version 2$/],
      ['another certificate', (from, to) => saves(from, first).then(() => saves(to, second)), /with the version 1$/],
      [
        'another key',
        async (from, to) => {
          await saves(from, first);
          const whole = await from.whole('a.example.com');
          if (whole !== undefined) await to.put({ ...whole, privkey: second.privkey });
        },
        /with the version 1$/,
      ],
    ];
    for (const [what, prepare, reason] of table) {
      const [from, to] = [openSide(), openSide()];
      await prepare(from, to);
      const { moved, left } = await moveStore(from, to, never);
      assert.deepEqual(moved, reason === undefined ? ['a.example.com'] : [], what);
      if (reason !== undefined) assert.match(left[0]?.reason ?? '', reason);
    }
    const [from, to] = [await filled(), openSide()];
    await from.store.save(saveRequest('b.example.com', first));
    const { moved } = await moveStore(from, to, never, { only: new Set(['b.example.com']) });
    assert.deepEqual([moved, [...to.data.lineages.keys()]], [['b.example.com'], ['b.example.com']]);
  });

  it('goes on where one is damaged, and stops where it is told to', async () => {
    const [from, to] = [await filled(), openSide()];
    const broken: Side = { ...from, whole: async (name) => (name === 'b.example.com' ? undefined : from.whole(name)) };
    await from.store.save(saveRequest('b.example.com', first));
    const { moved, left } = await moveStore(broken, to, never);
    assert.deepEqual(moved, ['a.example.com']);
    assert.deepEqual(left, [{ name: 'b.example.com', reason: 'it has no renewal configuration' }]);
    await assert.rejects(moveStore(from, openSide(), AbortSignal.abort(new Error('stop'))), /stop/);
    const stop = new AbortController();
    const target = openSide();
    const stopping: Side = {
      ...from,
      async whole() {
        stop.abort();
        throw new Error('stopped while it read');
      },
    };
    await assert.rejects(moveStore(stopping, target, stop.signal), /stopped while it read/);
    assert.equal(target.data.journal.size, 0, 'nothing after it');
    assert.throws(
      () => sharedSide(from.store),
      (error) => isFailure(error, 'INTERNAL'),
    );
  });

  it('takes from a directory what is whole, and says what is not', async (context) => {
    const local = openStore(makeConfigDir(context));
    const { whole, put } = directorySide(local);
    assert.equal(await whole('a.example.com'), undefined);
    await local.save({ ...saveRequest('a.example.com', first), version: 4 });
    const record = (await whole('a.example.com')) ?? assert.fail();
    const { renewal, ...rest } = record;
    const { cert, chain, privkey } = await local.material('a.example.com');
    assert.deepEqual(rest, { name: 'a.example.com', version: 4, cert, chain, privkey });
    assert.equal(renewal, readFileSync(local.layout.renewalConf('a.example.com'), 'utf8'));
    const other = openStore(makeConfigDir(context));
    await directorySide(other).put(record);
    assert.equal((await other.read('a.example.com'))?.version, 4);
    rmSync(local.layout.livePaths('a.example.com').cert);
    await assert.rejects(whole('a.example.com'), { code: 'LINEAGE', message: /^a\.example\.com is damaged: / });
    await assert.rejects(put({ ...record, privkey: second.privkey }), { code: 'INTERNAL' });
  });

  it('is compared name by name and account by account', async () => {
    const [one, other] = [await filled(), openSide()];
    assert.deepEqual(await compareStores(one, one), []);
    await saves(other, second);
    await other.store.save(saveRequest('c.example.com', first));
    await one.store.save(saveRequest('b.example.com', first));
    await other.store.accounts.save({ server, privateKey: makeKey('ecdsa256') });
    const found = (await compareStores(one, other)).map((line) => line.replace(/[0-9a-f]{32}/, 'ID'));
    assert.deepEqual(found.slice(0, 3), [
      'a.example.com: version 1 and version 1 differ',
      'b.example.com: only in the first',
      'c.example.com: only in the second',
    ]);
    assert.deepEqual(
      found.slice(3).map((line) => line.replace(/^account \S+ ID/, 'account')),
      ['account: only in the first', 'account: only in the first', 'account: only in the second'],
    );
  });
});
