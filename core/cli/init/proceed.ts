import { rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, openApplication } from '../../application/open-application.js';
import { runLockedPass } from '../../application/run-pass.js';
import { isFailure } from '../../sdk/failure.js';
import { printNote } from '../../terminal/print.js';
import { checkLive } from '../check-live.js';
import type { CommandContext } from '../command-context.js';
import { tryAtStaging } from '../commands/trial.js';
import { concludePass } from '../conclude-pass.js';
import { exitCodes } from '../exit-codes.js';
import { reportError } from '../report-error.js';
import { makeFolder } from './write-files.js';

/** How long to wait for a daemon's pass to end, in milliseconds. */
const waitMs = 60_000;

/**
 * `check --live` of what is not written yet: nothing of it is left anywhere.
 * @param env with the settings that are to be tried
 * @param line of domains.conf; undefined: what stands there
 */
export async function checkBeforehand(
  { globals, redactor }: CommandContext,
  env: NodeJS.ProcessEnv,
  line: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const folder = line === undefined ? undefined : await mkdtemp(join(tmpdir(), 'letsencrypt-dns-init-'));
  try {
    const tried = folder === undefined ? env : { ...env, LETSENCRYPT_DOMAINS_CONF: join(folder, 'domains.conf') };
    if (folder !== undefined) writeFileSync(join(folder, 'domains.conf'), `${line}\n`);
    return await withApplication({ globals, redactor, env: tried }, signal, async (application) => {
      // Others go through it to the certificates that are theirs; what is in it is closed by itself.
      makeFolder(application.state.settings.configDir, 0o755);
      return checkLive(application, false, signal);
    });
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** The trial of what was written. `no-staging`: the CA has no server for that. */
export async function tryBeforehand(
  { globals, redactor }: CommandContext,
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  signal: AbortSignal,
): Promise<boolean | 'no-staging'> {
  let isThere = true;
  const passed = await withApplication({ globals, redactor, env }, signal, async (application) => {
    try {
      return await tryAtStaging(application, names, signal, false);
    } catch (error) {
      // The only thing that can be wrong with what was just checked.
      if (!isFailure(error, 'CONFIG')) throw error;
      printNote(error.message);
      isThere = false;
      return exitCodes.done;
    }
  });
  return isThere ? passed : 'no-staging';
}

/** Obtains the certificates. */
export function obtain(
  { globals, redactor }: CommandContext,
  env: NodeJS.ProcessEnv,
  names: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return withApplication({ globals, redactor, env }, signal, async (application) => {
    const only = new Set(names);
    const result = await runLockedPass(application, { command: 'letsencrypt-dns init', signal, waitMs, only });
    return concludePass(application, result, false);
  });
}

/** Whether it went well; what went wrong is told. @throws where it was stopped */
async function withApplication(
  context: CommandContext,
  signal: AbortSignal,
  work: (application: Application) => Promise<number>,
): Promise<boolean> {
  try {
    const application = await openApplication({ ...context, signal });
    try {
      return (await work(application)) === exitCodes.done;
    } finally {
      await application.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    reportError(error, context.redactor, false);
    return false;
  }
}
