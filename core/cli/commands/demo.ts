import { type DemoOptions as Demo, runDemo } from '../../demo/index.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

export interface DemoOptions {
  /** Folder to leave everything in. */
  readonly keep?: string;
  /** Stays up and follows domains.conf. */
  readonly watch?: boolean;
}

/** `letsencrypt-dns demo [--keep DIR] [--watch]`: four certificates with nothing to set up. */
export async function demoCommand({ globals, env }: CommandContext, { keep, watch }: DemoOptions): Promise<number> {
  await runDemo({
    env,
    out: process.stdout,
    signal: stopSignal(),
    logLevel: globals.logLevel,
    ...(keep !== undefined && { keep }),
    ...(watch && { afterwards: followConfiguration(globals.logLevel) }),
  });
  return exitCodes.done;
}

/** Runs the daemon in the demo's folder, until it is stopped. */
function followConfiguration(logLevel: string | undefined): NonNullable<Demo['afterwards']> {
  return async ({ folder, env }, { heading, lines }) => {
    const [{ runCommand }, { createRedactor }] = await Promise.all([
      import('./run.js'),
      import('../../http/redact.js'),
    ]);
    heading('Watching');
    lines([`Edit ${folder}/domains.conf and see: names may be anything. Ctrl-C ends it.`, '']);
    const globals = { configDir: folder, logLevel: logLevel ?? 'info' };
    await runCommand({ globals, env: { ...env }, redactor: createRedactor() });
  };
}
