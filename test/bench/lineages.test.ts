import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { silentLogger } from '../../core/sdk/logger.js';
import { createFileStore } from '../../core/store/file-store.js';
import { createTempDir, runCli, type TempDir } from '../lab/index.js';
import { environmentFor, writeLineages } from './lineages.js';

describe('certificates written for the bench', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('lineages');
    await writeLineages(directory.path, 12);
  });
  after(() => directory.remove());

  it('are good to the store, each with its own names and serial number', async () => {
    const lineages = await createFileStore({ configDir: directory.path, log: silentLogger }).lineages();
    assert.equal(lineages.length, 12);
    for (const { name, health, domains, managed, version } of lineages) {
      assert.deepEqual(
        { health, domains, managed, version },
        {
          health: 'good',
          domains: [name, `www.${name}`],
          managed: 'created',
          version: 1,
        },
      );
    }
    assert.equal(new Set(lineages.map(({ certificate }) => certificate?.serial)).size, 12);
  });

  it('are signed by the chain beside them', async () => {
    const live = join(directory.path, 'live', 'c000011.example.com');
    const [cert, chain] = await Promise.all(
      ['cert.pem', 'chain.pem'].map(async (name) => new X509Certificate(await readFile(join(live, name)))),
    );
    assert.ok(cert !== undefined && chain !== undefined);
    assert.ok(cert.verify(chain.publicKey));
    assert.equal(cert.checkHost('www.c000011.example.com'), 'www.c000011.example.com');
  });

  it('leave nothing to do, and nobody to ask', async () => {
    const env = { ...environmentFor(directory.path), LOG_LEVEL: 'debug' };
    const { code, stdout, stderr } = await runCli(['sync'], { env });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^nothing to do, 12 unchanged$/m);
    assert.doesNotMatch(stderr, /ari\.failed/);
  });
});
