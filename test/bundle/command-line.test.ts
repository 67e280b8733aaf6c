import { describe, it } from 'node:test';
import { runCommand } from '../lab/index.js';
import { againstPackage, commandLineTests } from './command-line-tests.js';

describe('the compiled sources', () => {
  it('pass a sample of the tests of the command line, all of which `npm test` runs on the bundle', async () => {
    const { args, env } = againstPackage(commandLineTests('sample'));
    await runCommand(process.execPath, args, { env, timeoutMs: 600_000 });
  });
});
