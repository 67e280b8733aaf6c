import { Failure, type Logger, programOutput } from '../../core/sdk/index.js';
import type { CertbotHook } from './certbot-hooks.js';
import { runShell } from './run-shell.js';

/** What a shell answers for a program that is not there. */
const notFound = 127;

export type Hook = Pick<CertbotHook, 'command'> & Partial<CertbotHook>;

export interface HookRun {
  /** What log and errors call it. */
  readonly title: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Logger;
  /** Told of the program of a hook of certbot that is not there. */
  readonly onMissing: (hook: Hook, last: string) => void;
  readonly signal: AbortSignal;
}

/** Runs one hook and logs what it prints. @throws Failure PLUGIN where it fails; the reason of the signal */
export async function runHook(hook: Hook, { title, environment, log, onMissing, signal }: HookRun): Promise<void> {
  const { command, place } = hook;
  const output = programOutput(log, title);
  const { exitCode, endedBy } = await runShell(command, { environment, onLine: output.onLine, signal });
  if (exitCode === 0) return;
  const last = output.last();
  if (place !== undefined && exitCode === notFound) {
    // The volume came from another machine or image; trying again would not bring the program.
    onMissing(hook, last);
    return;
  }
  const end = endedBy === undefined ? `ended with exit code ${exitCode}` : `was ended by ${endedBy}`;
  throw new Failure('PLUGIN', `the ${title} ${end}${last === '' ? '' : `: ${last}`}`, {
    ...(place !== undefined && { place }),
    hint: 'Correct the command in DEPLOY_HOOK or in the configuration file; it is run again by the next pass',
  });
}
