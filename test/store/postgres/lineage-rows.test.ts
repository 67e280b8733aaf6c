import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { isFailure } from '../../../core/sdk/failure.js';
import type { Query } from '../../../core/store/postgres/database.js';
import { createLineageRows } from '../../../core/store/postgres/lineage-rows.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { first, second } from '../sides.js';
import { saveRequest, server } from '../volume.js';
import { assertEachMatters } from './scripted.js';
import { memoryTables } from './tables.js';

const sealer = createSealer(randomBytes(32));
const foreign = createSealer(randomBytes(32));
const a = 'a.example.com';

describe('lineages in rows', () => {
  function open() {
    const tables = memoryTables();
    const told: string[] = [];
    const rows = createLineageRows(tables.session, sealer, async (_query: Query, what) => void told.push(what));
    return { ...tables, told, rows };
  }

  it('have one version after the other, and each is told', async () => {
    const { rows, told, version: versions, journal, ...tables } = open();
    journal.set('order--1', { id: 'order--1' });
    journal.set('order--2', { id: 'order--2' });
    const { statements } = tables;
    assert.equal(await rows.save(saveRequest(a, first)), 1);
    assert.ok(!statements.some((sql) => sql.includes('ledns_journal')), 'nothing was to be settled');
    assert.equal(await rows.save({ ...saveRequest(a, second), settles: ['order--1'] }), 2);
    assert.deepEqual([[...versions.keys()], [...journal.keys()]], [[`${a} 1`], ['order--2']]);
    assert.equal(await rows.save({ ...saveRequest(a, first), version: 9 }), 9);
    await rows.save(saveRequest('0.example.com', second));
    assert.deepEqual(told, [...Array(3).fill(`lineage ${a}`), 'lineage 0.example.com']);
    assert.deepEqual(
      (await rows.lineages()).map(({ name, version }) => [name, version]),
      [
        ['0.example.com', 1],
        [a, 9],
      ],
    );
    assert.deepEqual(
      (await rows.lineages({ names: [a, 'none'] })).map(({ name }) => name),
      [a],
    );
    assert.deepEqual([(await rows.read(a))?.version, await rows.read('none')], [9, undefined]);
    const { cert, chain, privkey } = await rows.material(a);
    assert.deepEqual(
      [cert, chain, privkey].map((text) => text.trim()),
      [first.cert, first.chain, first.privkey].map((text) => text.trim()),
    );
    assert.deepEqual([(await rows.whole(a))?.version, await rows.whole('none')], [9, undefined]);
    await assert.rejects(rows.material('none'), { code: 'LINEAGE', message: /there is no certificate named none/ });
    assert.deepEqual([...(await rows.versions()).keys()].sort(), ['0.example.com', a]);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await assert.rejects(rows.versions(stopped), /stopped/);
    await assert.rejects(rows.lineages({ signal: stopped }), /stopped/);
  });

  it('leave behind at their removal which number was the last, for who has the key', async () => {
    const { rows, told, version: versions } = open();
    await rows.save(saveRequest(a, first));
    await rows.save(saveRequest(a, second));
    told.length = 0;
    await rows.remove('none');
    assert.deepEqual([told, [...versions.keys()]], [[], [`${a} 1`]]);
    await rows.remove(a);
    assert.deepEqual([told, [...versions.keys()]], [[`lineage ${a}`], [`${a} 2`]]);
    assert.deepEqual([await rows.removed([a, 'none']), await rows.removed([])], [new Map([[a, 2]]), new Map()]);
    assert.equal(await rows.read(a), undefined);
    assert.equal(await rows.save(saveRequest(a, first)), 3);
    versions.set(`${a} 7`, {
      name: a,
      version: 7,
      cert: '',
      chain: '',
      sealed_key: foreign.stamp(['removed', a, '7'], ''),
    });
    assert.deepEqual(await rows.removed([a]), new Map([[a, 2]]));
  });

  it('are refused where name, texts or what was there before is not what it should be', async () => {
    const { rows, lineage, statements } = open();
    const broken = { cert: first.cert, chain: first.chain, privkey: second.privkey };
    for (const work of [
      () => rows.save(saveRequest('../x', first)),
      () => rows.remove('../x'),
      () => rows.save({ ...saveRequest(a, first), pem: broken }),
      () => rows.importLineage({ name: '../x', version: 1, renewal: '', ...first }),
      () => rows.importLineage({ name: a, version: 1, renewal: '', ...broken }),
    ])
      await assert.rejects(work, (error) => isFailure(error, 'STORE', 'INTERNAL'));
    assert.deepEqual(statements, []);
    await rows.save(saveRequest(a, first));
    Object.assign(lineage.get(a) ?? {}, { renewal: 'post_hook = evil\n' });
    for (const work of [() => rows.save(saveRequest(a, second)), () => rows.whole(a), () => rows.adopt(a)])
      await assert.rejects(work, { code: 'LINEAGE' });
    Object.assign(lineage.get(a) ?? {}, { facts: '{}' });
    assert.deepEqual((await rows.read(a))?.health, {
      unreadable: 'what the store has of it was not written there by this program',
    });
  });

  it("come from elsewhere as they are, and become this program's own once", async () => {
    const { rows, told } = open();
    const renewal = `version = 1.32.0\n[renewalparams]\nserver = ${server}\naccount = ${'a'.repeat(32)}\n`;
    await rows.importLineage({ name: a, version: 4, renewal, ...first });
    assert.deepEqual(told, [`lineage ${a}`]);
    assert.deepEqual([(await rows.whole(a))?.renewal, (await rows.read(a))?.managed], [renewal, undefined]);
    assert.deepEqual([await rows.adopt(a), await rows.adopt(a)], [true, false]);
    assert.equal((await rows.read(a))?.managed, 'adopted');
    assert.equal((await rows.whole(a))?.privkey.trim(), first.privkey.trim());
    await assert.rejects(rows.adopt('none'), { code: 'LINEAGE' });
  });

  it('are changed wholly or not at all', async () => {
    const renewal = `version = 1.32.0\n[renewalparams]\nserver = ${server}\naccount = ${'a'.repeat(32)}\n`;
    const works: readonly ((rows: ReturnType<typeof open>['rows']) => Promise<unknown>)[] = [
      (rows) => rows.save({ ...saveRequest(a, second), settles: ['order--1'] }),
      (rows) => rows.importLineage({ name: a, version: 4, renewal, ...first }),
      (rows) => rows.adopt(a),
      (rows) => rows.remove(a),
      (rows) => rows.read(a),
      (rows) => rows.material(a),
      (rows) => rows.removed([a]),
    ];
    for (const work of works) {
      await assertEachMatters(async () => {
        const { rows, refuse } = open();
        await rows.importLineage({ name: a, version: 1, renewal, ...first });
        return { refuse, work: () => work(rows) };
      });
    }
    const { session } = memoryTables();
    await createLineageRows(session, sealer, async () => {}).save(saveRequest(a, first));
    const unheard = createLineageRows(session, sealer, async () => {
      await turn();
      throw new Error('not told');
    });
    await assert.rejects(unheard.save(saveRequest(a, second)), /not told/);
    await assert.rejects(unheard.importLineage({ name: a, version: 4, renewal, ...first }), /not told/);
    await assert.rejects(unheard.remove(a), /not told/);
  });
});
