import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { cleanEnvironment } from './clean-environment.js';

export interface CommandOptions {
  /** Added to PATH and a C locale; nothing else is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Buffer;
  /** Default 30,000 ms; then SIGKILL. */
  readonly timeoutMs?: number;
  /** Exit codes that are no error; default only 0. */
  readonly accept?: readonly number[];
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a tool to its end. Throws with the tool's own words where it fails or takes too long. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const child = spawn(command, args, {
    env: cleanEnvironment(options.env),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    timeout: options.timeoutMs ?? 30_000,
    killSignal: 'SIGKILL',
  });
  // A tool that ends without reading its input breaks the pipe; its exit code tells the story.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null, string | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code === null || !(options.accept ?? [0]).includes(code)) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}: ${stderr.trim() || stdout.trim()}`);
  }
  return { code, stdout, stderr };
}
