import type { GlobalOptions } from '../application/global-options.js';
import type { Redactor } from '../http/redact.js';

/** What every command is given. */
export interface CommandContext {
  readonly globals: GlobalOptions;
  readonly env: NodeJS.ProcessEnv;
  /** Learns the secrets of the configuration; what is printed in the end goes through it. */
  readonly redactor: Redactor;
}
