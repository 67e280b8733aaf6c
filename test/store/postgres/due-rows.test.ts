import assert from 'node:assert/strict';
import { it } from 'node:test';
import { silentLogger } from '../../../core/sdk/logger.js';
import type { DueEntry } from '../../../core/store/due-index.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing } from '../../lab/index.js';
import { makeConfigDir } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';

const entry = (name: string, dueAt: number): DueEntry => ({ name, dueAt, wakeAt: dueAt, lifetimeMs: undefined });
const entries = [entry('a', 10), entry('b', 20), entry('c', 30)];

/** What somebody may do who has the role of the program and no key, to have a renewal forgotten or all of them looked at for ever. */
const attacks: Readonly<Record<string, string>> = {
  'a later time': `UPDATE ledns_due SET due_at = 9000000000000000, wake_at = 9000000000000000 WHERE name = 'a'`,
  'no time': `UPDATE ledns_due SET due_at = NULL, wake_at = NULL WHERE name = 'a'`,
  'two times exchanged': `UPDATE ledns_due SET due_at = 30 - due_at, wake_at = 30 - wake_at WHERE name <> 'c'`,
  'two names exchanged': `UPDATE ledns_due SET name = 'x' WHERE name = 'a'; UPDATE ledns_due SET name = 'a' WHERE name = 'c'; UPDATE ledns_due SET name = 'c' WHERE name = 'x'`,
  'a row less': `DELETE FROM ledns_due WHERE name = 'a'`,
  'a row more': `INSERT INTO ledns_due (name, due_at) VALUES ('d', 1)`,
  'another row in the place of one': `UPDATE ledns_due SET name = 'd' WHERE name = 'a'`,
  'rows of before, put back': `DELETE FROM ledns_due; INSERT INTO ledns_due SELECT * FROM before`,
  'none at all': 'DELETE FROM ledns_due',
  'another id': 'UPDATE ledns_due_index SET id = gen_random_uuid()',
};

it('an index of due times that somebody else has changed is another one, so that all are looked at', {
  skip: missing('postgres', 'initdb'),
}, async (context) => {
  const { name, url } = await freshDatabase();
  const options = { url, configDir: makeConfigDir(context), log: silentLogger };
  const store = createPostgresStore({ ...options, key: newKey() });
  context.after(() => store.close());
  const { due } = store;
  const lease = await store.lease('directory', { command: 'test' });
  context.after(() => lease.release());
  const run = async (sql: string) => (await cluster()).run(name, sql);
  await due.replace([entry('a', 40), ...entries.slice(1)]);
  await run('CREATE TABLE before AS SELECT * FROM ledns_due');
  for (const [attack, sql] of Object.entries(attacks)) {
    const id = await due.replace(entries);
    assert.deepEqual(await due.due(id, 20, 10), ['a', 'b'], attack);
    assert.deepEqual((await due.next(id, 1))?.[0], entries[0], attack);
    await run(sql);
    const answers = [await due.due(id, 20, 10), await due.next(id, 1), await due.update(id, [entry('a', 50)])];
    assert.deepEqual(answers, [undefined, undefined, undefined], attack);
  }
  const id = await due.replace(entries);
  assert.deepEqual(await due.due((await due.update(id, [entry('a', 50)])) ?? '', 20, 10), ['b']);
});
