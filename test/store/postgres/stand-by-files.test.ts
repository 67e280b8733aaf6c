import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { silentLogger } from '../../../core/sdk/logger.js';
import { createPostgresStore } from '../../../core/store/postgres/postgres-store.js';
import { missing } from '../../lab/index.js';
import { makeAuthority } from '../certificates.js';
import { linkVersions, makeConfigDir, saveRequest } from '../volume.js';
import { cluster, freshDatabase, newKey } from './cluster.js';
import { standByFiles } from './stand-by-files.js';

const minute = 60_000;
const names = Array.from({ length: 20 }, (_, index) => `n${String(index).padStart(2, '0')}.example.com`);
const [one = '', two = '', three = '', four = ''] = names;

/** A leader with a certificate of each name, and a host that has all their files. */
async function open(context: TestContext) {
  const { name: database, url } = await freshDatabase();
  const authority = makeAuthority();
  const pem = authority.issue(names);
  const options = { url, key: newKey(), log: silentLogger };
  const leader = createPostgresStore({ ...options, configDir: makeConfigDir(context), wants: () => false });
  const configDir = makeConfigDir(context);
  const store = createPostgresStore({ ...options, configDir });
  context.after(() => Promise.all([leader.close(), store.close()]));
  await leader.lease('directory', { command: 'test' });
  const save = (name: string) => leader.save(saveRequest(name, pem));
  for (const name of names) await save(name);
  const host = standByFiles(store, names);
  assert.deepEqual(await host.compare(), ['all']);
  const sql = async (text: string) => (await cluster()).run(database, text);
  return { ...host, leader, save, sql, here: (name: string) => new Set(linkVersions(configDir, name)) };
}

const skip = missing('postgres', 'initdb');

it('a stand-by reads those lineages alone that it is told of, and finds at the next look what it was not told of', {
  skip,
}, async (context) => {
  const { files, compare, clock, save, leader, here } = await open(context);
  assert.equal(files.isTold() || files.isDue(), false);
  await save(one);
  files.heard(`lineage ${one}`);
  files.heard('lease leader');
  assert.deepEqual([files.isTold(), await compare(), here(one)], [true, [[one]], new Set([2])]);

  await save(two);
  await leader.remove(three);
  assert.equal(files.isTold() || files.isDue(), false, 'nobody told it');
  clock.advance(minute);
  assert.equal(files.isDue(), true);
  assert.deepEqual(await compare(), [[one, two, three]]);
  assert.deepEqual(here(two), new Set([2]));
  assert.throws(() => here(three));

  clock.advance(minute);
  assert.deepEqual(await compare(), [], 'nothing has changed');
  // Files may have been changed by others.
  clock.advance(10 * minute);
  assert.deepEqual(await compare(), ['all']);
  // What fails is as if nothing was known.
  files.heard(`lineage ${one}`);
  await assert.rejects(leader.shared?.versions(AbortSignal.abort()) ?? Promise.resolve());
});

it('a stand-by keeps a version that a fail-over has lost, and takes the next one, whose number is another', {
  skip,
}, async (context) => {
  const { files, compare, save, sql, here } = await open(context);
  await sql('CREATE TABLE before AS SELECT * FROM ledns_lineage');
  await save(four);
  files.heard(`lineage ${four}`);
  assert.deepEqual([await compare(), here(four)], [[[four]], new Set([2])]);
  await sql(`DELETE FROM ledns_lineage WHERE name = '${four}'; DELETE FROM ledns_lineage_version; DELETE FROM ledns_published;
    INSERT INTO ledns_lineage SELECT * FROM before WHERE name = '${four}'`);
  // As after each new connection.
  files.heard('anything');
  assert.deepEqual([await compare(), here(four)], [[[four]], new Set([2])]);
  assert.equal(await save(four), 3);
  files.heard(`lineage ${four}`);
  assert.deepEqual([await compare(), here(four)], [[[four]], new Set([3])]);
  // Whoever may write to the database wastes no more numbers than these.
  await sql(`INSERT INTO ledns_published (instance, name, version) VALUES ('nobody', '${four}', 2000000000)`);
  assert.equal(await save(four), 4);
});
