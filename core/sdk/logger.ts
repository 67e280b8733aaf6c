/** A line of the log: fields first, then a short sentence. Secrets are redacted by the host whatever is passed. */
export type LogMethod = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** What providers and plugins may log with; the host binds the provider, pass and certificate to it. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  /** A logger that adds these fields to each of its lines. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

function nothing(): void {}

/** A logger that says nothing: for tests and for pure look-ups. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
