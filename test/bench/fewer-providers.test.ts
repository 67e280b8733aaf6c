import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { createTempDir, projectRoot, runCommand } from '../lab/index.js';
import { copyPackage, idsIn } from './fewer-providers.js';

it('a package that is cut lists only what is left, and runs', async (t) => {
  const directory = await createTempDir('fewer-test');
  t.after(() => directory.remove());
  const whole = process.env.LAB_PACKAGE ?? projectRoot();
  const { root, letsencryptDns } = copyPackage(whole, join(directory.path, 'few'), 3);
  const left = idsIn(root);
  assert.deepEqual(left, idsIn(whole).slice(0, 3));
  const { stdout } = await runCommand(process.execPath, [letsencryptDns, 'providers', '--json']);
  assert.deepEqual((JSON.parse(stdout) as readonly { readonly id: string }[]).map(({ id }) => id).sort(), left);
});
