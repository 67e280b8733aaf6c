import { type Logger, silentLogger } from '../../core/sdk/logger.js';

/** Notes each line by its level and event: `warn profile.unknown`. */
export function notingLogger(logged: string[]): Logger {
  const note = (level: string) => (fields: object) =>
    void logged.push(`${level} ${(fields as { readonly event?: string }).event}`);
  return { ...silentLogger, info: note('info'), warn: note('warn'), error: note('error') };
}
