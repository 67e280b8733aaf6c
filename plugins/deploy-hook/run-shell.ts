import { type ProgramEnd, type ProgramStart, runProgram } from '../../core/sdk/index.js';

/** Everybody on the host can read the arguments of a process, and only its user its environment. */
const commandVariable = 'LETSENCRYPT_DNS_COMMAND';
const fromVariable = `eval "unset ${commandVariable}
$${commandVariable}"`;

/**
 * Runs a command by /bin/sh; see `runProgram`.
 * @throws Error where there is no shell, and the reason of the signal
 */
export async function runShell(command: string, start: Omit<ProgramStart, 'file' | 'args'>): Promise<ProgramEnd> {
  const environment = { ...start.environment, [commandVariable]: command };
  return runProgram({ ...start, file: '/bin/sh', args: ['-c', fromVariable], environment });
}
