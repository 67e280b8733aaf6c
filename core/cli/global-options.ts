import { type Command, InvalidArgumentError } from 'commander';
import type { GlobalOptions } from '../application/global-options.js';
import type { VariableSpec } from '../config/variable-spec.js';
import { variables } from '../config/variables.js';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** A level in any case, and under the names that other programs have: `WARNING`. */
export function readLogLevel(text: string): string {
  const spec: VariableSpec | undefined = variables.find(({ name }) => name === 'LOG_LEVEL');
  const word = text.toLowerCase();
  const level = spec?.synonyms?.[word] ?? word;
  if ((logLevels as readonly string[]).includes(level)) return level;
  throw new InvalidArgumentError(`Allowed choices are ${logLevels.join(', ')}.`);
}

/** Global flags may stand before or after the name of the command. */
export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}
