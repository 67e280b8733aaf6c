import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { createTempDir, projectRoot, runCommand } from '../lab/index.js';
import { copyPackage } from './fewer-providers.js';

it('a package that is cut lists only what is left, and runs', async (t) => {
  const directory = await createTempDir('fewer-test');
  t.after(() => directory.remove());
  const { root, letsencryptDns } = copyPackage(projectRoot(), join(directory.path, 'few'), 3);
  const left = readdirSync(join(root, 'dist/providers')).filter((id) =>
    existsSync(join(root, 'dist/providers', id, 'manifest.json')),
  );
  assert.equal(left.length, 3);
  const { stdout } = await runCommand(process.execPath, [letsencryptDns, 'providers']);
  for (const id of left) assert.match(stdout, new RegExp(`^${id} `, 'm'));
  assert.doesNotMatch(stdout, /^zonomi /m);
});
