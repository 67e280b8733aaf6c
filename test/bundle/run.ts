import { spawnSync } from 'node:child_process';
import { createTempDir } from '../lab/index.js';
import { buildBundle } from './build-bundle.js';
import { againstPackage, commandLineTests } from './command-line-tests.js';

/** Runs all tests of the command line against a bundle made now, each command in a process of its own: `npm run test:bundle`. */
const directory = await createTempDir('bundle');
try {
  const { folder } = await buildBundle(directory.path);
  const { args, env } = againstPackage(commandLineTests('all'), folder);
  const { status } = spawnSync(process.execPath, args, {
    env: { ...process.env, ...env, COMMANDS: 'started' },
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
} finally {
  await directory.remove();
}
