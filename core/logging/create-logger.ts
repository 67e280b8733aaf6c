import { type Logger as PinoLogger, pino } from 'pino';
import { currentCorrelation } from '../http/correlation.js';
import type { Redactor } from '../http/redact.js';
import type { Logger } from '../sdk/logger.js';
import { visibleText } from '../sdk/visible-text.js';

export interface LoggerOptions {
  /** A pino level: fatal, error, warn, info, debug, trace or silent. */
  readonly level: string;
  /** Readable lines instead of JSON. */
  readonly pretty: boolean;
  /** Whether readable lines have colours; none unless told. */
  readonly colours?: boolean;
  readonly redactor: Redactor;
  /** Where lines go; standard error unless told. */
  readonly write?: (line: string) => void;
}

/**
 * The log: JSON lines, or readable ones on a terminal. Each line is redacted by value as a whole, so that no path
 * through the program has to think of it.
 */
export async function createLogger({
  level,
  pretty,
  colours = false,
  redactor,
  write,
}: LoggerOptions): Promise<Logger> {
  const emit = write ?? ((line: string) => void process.stderr.write(line));
  const format = pretty ? (await import('./pretty-format.js')).prettyFormat : undefined;
  const shown = format === undefined ? visibleText : await format(colours);
  const destination = { write: (line: string) => emit(redactor.redact(shown(redactor.redact(line)))) };
  return adapt(
    () =>
      pino(
        {
          level,
          base: null,
          timestamp: pino.stdTimeFunctions.isoTime,
          formatters: levelNames,
          mixin: (_fields, _level, logger) => unbound(currentCorrelation(), logger.bindings()),
        },
        destination,
      ),
    ranks[level as keyof typeof ranks] ?? 0,
  );
}

const levelNames = { level: (label: string) => ({ level: label }) };

/** pino's own numbers. */
const ranks = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: Number.POSITIVE_INFINITY };

/** Fields that a logger does not bear already: a key stands in a line once. */
function unbound(fields: object, bindings: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !(key in bindings)));
}

/** Makes the logger for its first line: most commands that tell something write none. @param least lowest rank shown */
function adapt(make: () => PinoLogger, least: number): Logger {
  let made: PinoLogger | undefined;
  function logger(): PinoLogger {
    made ??= make();
    return made;
  }
  function method(name: 'debug' | 'info' | 'warn' | 'error'): Logger['info'] {
    return ranks[name] < least ? () => {} : (fields, message) => logger()[name](fields, message);
  }
  return {
    debug: method('debug'),
    info: method('info'),
    warn: method('warn'),
    error: method('error'),
    child: (fields) => adapt(() => logger().child(fields), least),
  };
}
