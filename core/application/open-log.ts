import type { Settings } from '../config/settings.js';
import type { Redactor } from '../http/redact.js';
import { createLogger } from '../logging/create-logger.js';
import type { Logger } from '../sdk/logger.js';
import { hasColours } from '../terminal/capabilities.js';
import { createLineOutput, type LineOutput } from '../terminal/line-output.js';
import { isTerminal } from '../terminal/standard-streams.js';

export interface OpenLogOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
  /** Left out: that of the settings. */
  readonly level?: string | undefined;
  /** Readable lines instead of JSON; left out: on a terminal. */
  readonly pretty?: boolean | undefined;
}

/** The log as the settings want it, and where it goes. */
export async function openLog(
  settings: Settings,
  { env, redactor, level = settings.logLevel, pretty }: OpenLogOptions,
): Promise<{ log: Logger; output: LineOutput }> {
  const output = createLineOutput();
  const isShown = isTerminal('stderr');
  const isPretty = pretty ?? (settings.logFormat === undefined ? isShown : settings.logFormat === 'text');
  const colours = hasColours(isShown, env);
  const log = await createLogger({ level, pretty: isPretty, colours, redactor, write: output.write });
  return { log, output };
}
