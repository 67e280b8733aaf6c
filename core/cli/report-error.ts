import { isConfigurationError, renderProblem } from '../config/problems.js';
import type { Redactor } from '../http/redact.js';
import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import { printNote } from '../terminal/print.js';
import { exitCodes } from './exit-codes.js';

/**
 * Prints an error as people want it: what, where, what to do; a stack trace only at log level debug or where it is a
 * mistake of ours.
 * @returns the exit code that fits
 */
export function reportError(error: unknown, redactor: Redactor | undefined, debug: boolean): number {
  const failure = toFailure(error);
  const trace = debug || failure.code === 'INTERNAL' ? stackOf(error) : undefined;
  const text = [`error: ${describeFailure(failure)}`, ...(trace === undefined ? [] : [trace])].join('\n');
  // What is odd beside the errors may be their cause: a slip in the name of a variable.
  for (const line of [...warningsOf(error), text]) printNote(redactor?.redact(line) ?? line);
  return isFailure(failure, 'CONFIG') ? exitCodes.usage : exitCodes.failed;
}

function warningsOf(error: unknown): string[] {
  if (!isConfigurationError(error)) return [];
  return error.problems.filter(({ severity }) => severity === 'warning').map(renderProblem);
}

function stackOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const cause = error.cause instanceof Error ? `\ncaused by ${error.cause.stack}` : '';
  return `${error.stack}${cause}`;
}
