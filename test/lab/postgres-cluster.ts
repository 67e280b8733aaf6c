import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { need } from './binaries.js';
import { onceARun } from './once-a-run.js';
import { runCommand } from './run-command.js';

/** Of the superuser of every cluster. */
export const password = 'only for tests';

/**
 * Makes an empty cluster; in a run of `npm test` all are copies of one.
 * @param data a folder that is not there yet, in one that the server's user may write
 * @param asUser the words before a command that make it run as that user
 */
export async function makeCluster(data: string, asUser: readonly string[]): Promise<void> {
  const shared = await onceARun('postgres', async (folder) => {
    await initialize(data, asUser);
    await run(['cp', '-a', data, join(folder, 'data')]);
    await rm(data, { recursive: true });
  });
  if (shared === undefined) await initialize(data, asUser);
  else await run(['cp', '-a', join(shared, 'data'), data]);
}

async function initialize(data: string, asUser: readonly string[]): Promise<void> {
  const passwordFile = join(dirname(data), 'password');
  await writeFile(passwordFile, password, { mode: 0o644 });
  await run([
    ...[...asUser, need('initdb'), '-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile],
    ...['-E', 'UTF8', '--locale', 'C', '-N'],
  ]);
}

async function run([command = '', ...words]: readonly string[]): Promise<void> {
  await runCommand(command, words);
}
