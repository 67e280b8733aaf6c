import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { createStage, writeDomains } from '../../faults/stage.js';
import { missing, need, runCommand, startPostgres } from '../../lab/index.js';
import { newKey } from './cluster.js';

/** What a PEM file holds between its first and last line, a line each. */
function linesOf(pem: string): string[] {
  return pem.split('\n').filter((line) => line !== '' && !line.startsWith('-'));
}

it('no key and no password gets into the log of the server, whatever that logs, nor into a dump', {
  skip: missing('postgres', 'initdb', 'pebble', 'pg_dump'),
}, async (context) => {
  const stage = await createStage();
  context.after(() => stage.stop());
  const postgres = await startPostgres({
    settings: {
      log_statement: 'all',
      log_min_duration_statement: '0',
      log_connections: 'on',
      log_error_verbosity: 'verbose',
    },
  });
  context.after(() => postgres.stop());
  await postgres.createDatabase('store');
  const password = 'S3cretWord';
  const key = newKey().toString('base64');
  const volume = await stage.volume('secrets');
  await writeDomains(volume, 'www.example.com');
  await postgres.run('store', `CREATE ROLE ledns LOGIN PASSWORD NULL; GRANT CREATE ON SCHEMA public TO ledns`);
  const store = { LETSENCRYPT_STORE: postgres.url('store', 'ledns', password), LETSENCRYPT_STORE_KEY: key };
  const refused = await stage.run(volume, ['sync'], store);
  assert.equal(refused.code, 1);
  const url = postgres.url('store');
  const good = { ...store, LETSENCRYPT_STORE: url };
  for (const args of [['sync'], ['renew', '--force'], ['store', 'status'], ['status']]) {
    const { code, stderr } = await stage.run(volume, args, { ...good, LOG_LEVEL: 'debug' });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stderr, /only for tests|only%20for%20tests|PRIVATE KEY/);
    assert.equal(stderr.includes(key), false);
  }
  // A write that fails in the database tells its own story there: with values, unless they are kept out.
  await postgres.run('store', `ALTER TABLE ledns_lineage ADD CHECK (version < 3)`);
  const failed = await stage.run(volume, ['renew', '--force'], good);
  assert.equal(failed.code, 1);

  const archive = join(volume, 'archive', 'www.example.com');
  const files = (await readdir(archive)).filter((name) => name.startsWith('privkey'));
  assert.equal(files.length, 2);
  const keys = await Promise.all(files.map((name) => readFile(join(archive, name), 'utf8')));
  const { stdout: dump } = await runCommand(need('pg_dump'), ['--inserts', url], { timeoutMs: 60_000 });
  assert.match(dump, /INSERT INTO public\.ledns_lineage/);
  const log = postgres.log();
  assert.match(log, /INSERT INTO ledns_lineage/);
  for (const [where, text] of Object.entries({ log, dump })) {
    assert.doesNotMatch(text, /PRIVATE KEY|"kty"|S3cretWord/, where);
    for (const secret of [key, ...keys.flatMap(linesOf)]) {
      for (const encoded of [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret, 'base64').toString('hex'),
      ])
        assert.equal(text.includes(encoded), false, where);
    }
  }
});
