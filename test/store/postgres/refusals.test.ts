import 'reflect-metadata';
import assert from 'node:assert/strict';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { main } from '../../../core/cli/main.js';
import { createAuthority } from '../../lab/authority.js';
import { createTempDir, missing, type Postgres, runCli, startPostgres, type TempDir } from '../../lab/index.js';
import { around, datedPem } from '../../status/dated-pem.js';
import { newKey } from './cluster.js';
import { type Case, cases, role, secret } from './refusals.js';

const key = newKey().toString('base64');

describe('a database that refuses: one line, and nothing lost', {
  skip: missing('postgres', 'initdb', 'openssl'),
}, () => {
  let postgres: Postgres;
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('refusals');
    const other = await createTempDir('refusals-other');
    const authority = await createAuthority(directory.path);
    const { certFile, keyFile } = await authority.issue(['localhost']);
    await copyFile((await createAuthority(other.path)).caFile, join(directory.path, 'other.pem'));
    await other.remove();
    const expired = await datedPem(['localhost'], around(Date.now(), 90, -1));
    await writeFile(join(directory.path, 'expired.pem'), expired.cert);
    postgres = await startPostgres({
      files: {
        'server.crt': await readFile(certFile),
        'server.key': await readFile(keyFile),
        'expired.crt': expired.cert,
        'expired.key': expired.privkey,
      },
    });
    await postgres.createDatabase('store');
    await postgres.run(
      'store',
      `CREATE ROLE ${role} LOGIN PASSWORD '${secret}'; GRANT CREATE ON SCHEMA public TO ${role}`,
    );
    await postgres.run('store', 'ALTER SYSTEM SET ssl = on');
    await postgres.run('store', 'SELECT pg_reload_conf()');
    await writeFile(join(directory.path, 'domains.conf'), 'a.example.com\n');
    const made = await planned(cases[0] as Case);
    assert.equal(made.code, 10, made.stderr);
    await postgres.run('store', `ALTER TABLE ledns_lineage OWNER TO postgres; GRANT ALL ON ledns_lineage TO ${role}`);
  });
  after(async () => {
    await postgres.stop();
    await directory.remove();
  });

  function environment({ url = (same) => same, env = {} }: Case): Record<string, string> {
    const plain = postgres.url('store', role, secret);
    return {
      LETSENCRYPT_CONFIG_DIR: directory.path,
      LETSENCRYPT_STORE: url(plain, directory.path, postgres.port),
      LETSENCRYPT_STORE_KEY: key,
      LOG_FORMAT: 'text',
      ...env,
    };
  }

  function planned(each: Case) {
    return runCli(['plan'], { env: environment(each) });
  }

  /** What `plan` says where it fails, in this process. */
  async function said(each: Case) {
    let stderr = '';
    const write = mock.method(process.stderr, 'write', (text: string | Uint8Array) => {
      stderr += text.toString();
      return true;
    });
    try {
      const code = await main(['plan'], environment(each));
      return { code, stdout: '', stderr };
    } finally {
      write.mock.restore();
    }
  }

  for (const each of cases) {
    it(each.name, async () => {
      await each.prepare?.(postgres);
      await postgres.run('store', 'SELECT pg_reload_conf()');
      const { code, stdout, stderr } = await (each.isCommand ? planned(each) : said(each));
      await each.undo?.(postgres);
      await postgres.run('store', 'SELECT pg_reload_conf()');
      assert.equal(code, each.code, stderr);
      assert.match(stderr, each.says);
      assert.ok(stderr.trim().split('\n').length === 1, stderr);
      assert.doesNotMatch(stdout + stderr, new RegExp(secret));
    });
  }
});
