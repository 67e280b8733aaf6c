import { after, before, describe, it } from 'node:test';
import { createTempDir, runCommand, type TempDir } from '../lab/index.js';
import { buildBundle } from './build-bundle.js';
import { againstPackage, commandLineTests } from './command-line-tests.js';

describe('the bundle', () => {
  let directory: TempDir;
  before(async () => {
    directory = await createTempDir('bundle');
    await buildBundle(directory.path);
  });
  after(() => directory.remove());

  it('passes a sample of the tests of the command line', async () => {
    const { args, env } = againstPackage(commandLineTests('sample'), directory.path);
    await runCommand(process.execPath, args, { env, timeoutMs: 600_000 });
  });
});
