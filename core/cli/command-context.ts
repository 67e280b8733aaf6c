import type { Redactor } from '../http/redact.js';
import type { GlobalOptions } from './global-options.js';

/** What every command is given. */
export interface CommandContext {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  /** Learns the secrets of the configuration; what is printed in the end goes through it. */
  readonly redactor: Redactor;
}
