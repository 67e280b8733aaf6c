import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it, type TestContext } from 'node:test';
import { migrations } from '../../../core/store/postgres/migrations.js';
import { createPostgresStore, instanceId } from '../../../core/store/postgres/postgres-store.js';
import { createSealer } from '../../../core/store/postgres/sealing.js';
import { notingLogger } from '../../issuance/noting-logger.js';
import { first } from '../sides.js';
import { makeConfigDir, openStore, saveRequest } from '../volume.js';
import { type Reply, startFakeServer } from './fake-server.js';

/** A store over a server that says yes to everything but what a test wants otherwise. */
async function open(context: TestContext, reply: (sql: string) => Reply | undefined = () => undefined) {
  const key = randomBytes(32);
  const { keyId } = createSealer(key);
  const usual: readonly [begin: string, reply: Reply][] = [
    ['SELECT pg_is_in_recovery', { rows: [{ standby: 'f', readonly: 'f' }] }],
    ['SELECT to_regclass', { rows: [{ there: 't' }] }],
    ['SELECT max(version)', { rows: [{ version: `${migrations.length}` }] }],
    ['SELECT key_id', { rows: [{ key_id: keyId }] }],
    ['SELECT form', { rows: [{ form: '2' }] }],
    ['INSERT INTO ledns_lease', { rows: [{ number: '7' }] }],
  ];
  const server = await startFakeServer(
    context,
    (sql) => reply(sql) ?? usual.find(([begin]) => sql.startsWith(begin))?.[1] ?? {},
  );
  const configDir = makeConfigDir(context);
  const logged: string[] = [];
  const url = `postgres://role:hidden@127.0.0.1:${server.port}/certs`;
  const store = createPostgresStore({ url, key, configDir, log: notingLogger(logged) });
  context.after(() => store.close());
  const about = (table: string) =>
    server.said.flatMap((sql) => (sql.includes(table) ? [sql.trim().split(/\s+/).slice(0, 3).join(' ')] : []));
  return { store, configDir, about, logged, server };
}

it('the lease of a store is given back where the directory of this host cannot be had', async (context) => {
  const { store, configDir, about } = await open(context);
  const own = await openStore(configDir).lease('directory', { command: 'certbot' });
  await assert.rejects(store.lease('directory', { command: 'run' }), { code: 'LOCKED', message: /certbot/ });
  assert.deepEqual(about('ledns_lease '), ['INSERT INTO ledns_lease', 'UPDATE ledns_lease SET']);
  await own.release();
  const lease = await store.lease('directory', { command: 'run' });
  await assert.rejects(openStore(configDir).lease('directory', { command: 'certbot' }), { code: 'LOCKED' });
  await lease.release();
  await (await openStore(configDir).lease('directory', { command: 'certbot' })).release();
  assert.equal(about('ledns_lease ').length, 4);
});

it('the lease of the doors needs no directory, and another one carries no writes', async (context) => {
  const { store, configDir, about } = await open(context, (sql) =>
    sql.startsWith('SELECT 1 FROM ledns_lease') ? { rows: [{ '?column?': '1' }] } : undefined,
  );
  const own = await openStore(configDir).lease('directory', { command: 'certbot' });
  context.after(() => own.release());
  const facts = (name: string) => store.facts(name, (value) => value as string);
  const doors = await store.lease('doors', { command: 'run' });
  await facts('door-nonces').update('x', () => 'y');
  await assert.rejects(
    facts('other').update('x', () => 'y'),
    { code: 'LOCKED' },
  );
  await doors.release();
  await assert.rejects(
    facts('door-nonces').update('x', () => 'y'),
    { code: 'LOCKED' },
  );
  const leader = await store.lease('leader', { command: 'run' });
  await assert.rejects(
    facts('other').update('x', () => 'y'),
    { code: 'LOCKED' },
  );
  await leader.release();
  assert.deepEqual(about('INSERT INTO ledns_fact'), ['INSERT INTO ledns_fact']);
});

it('a shared store is told what a host has and has no more, and names no secret', async (context) => {
  let isIll = false;
  const { store, configDir, about, logged } = await open(context, (sql) =>
    isIll && sql.includes('ledns_published') ? { code: '42501' } : undefined,
  );
  assert.match(store.shared?.place ?? '', /^127\.0\.0\.1:\d+\/certs$/);
  const local = openStore(configDir);
  await local.save(saveRequest('a.example.com', first));
  await local.facts('published', Number).update('a.example.com', () => 1);
  await store.publication.withdraw('a.example.com');
  assert.deepEqual(about('ledns_published'), ['DELETE FROM ledns_published']);
  assert.equal(await local.read('a.example.com'), undefined);
  isIll = true;
  await local.facts('published', Number).update('a.example.com', () => 1);
  await store.publication.withdraw('a.example.com');
  assert.deepEqual(logged, [], 'it is of no consequence');
  assert.match(instanceId('/a'), /^[0-9a-f]{16}$/);
  assert.notEqual(instanceId('/a'), instanceId('/b'));
});
