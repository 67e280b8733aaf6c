import type { GlobalOptions } from '../application/global-options.js';
import type { CommandContext } from './command-context.js';

/**
 * Does a command; the module of each is imported only when it is to run. @returns the exit code
 * @param makesEnvFile whether the env file need not be there yet
 */
export type RunCommand = (
  work: (context: Omit<CommandContext, 'redactor'>) => Promise<(context: CommandContext) => Promise<number>>,
  globals: GlobalOptions,
  makesEnvFile?: boolean,
) => Promise<void>;
