import type { Command } from 'commander';

/** Flags that every command takes. */
export interface GlobalOptions {
  readonly configDir?: string;
  /** A YAML configuration file. */
  readonly config?: string;
  readonly logLevel?: string;
  readonly json?: boolean;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Global flags may stand before or after the name of the command. */
export function globalOptions(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions>();
}
