import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type Binary, need } from '../../lab/binaries.js';
import { cleanEnvironment } from '../../lab/clean-environment.js';
import { waitFor } from '../../lab/wait-for.js';

export { type CommandResult, runCommand } from '../../lab/run-command.js';

export interface ServerRun {
  readonly env: Readonly<Record<string, string>>;
  readonly until: (output: string) => Promise<boolean>;
  /** What ends the wait, and the test with it. */
  readonly fails: RegExp;
  /** Where it writes what it has to say; left out: its standard error. */
  readonly log?: string;
}

/** Runs a server until it has done something, and stops it. Rejects with what it said where it failed. */
export async function spawnServer(
  binary: Binary,
  args: readonly string[],
  { env, until, fails, log }: ServerRun,
): Promise<void> {
  const child = spawn(need(binary), args, { env: cleanEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const closed = once(child, 'close');
  try {
    await waitFor(
      `${binary} to get its certificates`,
      async () => {
        const said = printed + (log === undefined ? '' : await readFile(log, 'utf8').catch(() => ''));
        return fails.test(said) || (await until(said));
      },
      { timeoutMs: 90_000, everyMs: 100 },
    );
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
  const said = printed + (log === undefined ? '' : await readFile(log, 'utf8').catch(() => ''));
  if (fails.test(said)) throw new Error(said);
}
