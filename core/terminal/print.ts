import { visibleText } from '../sdk/visible-text.js';
import { writeStandard } from './standard-streams.js';

/** Prints a result. Nothing that came from elsewhere acts on the terminal. */
export function printResult(text: string): void {
  writeStandard('stdout', `${visibleText(text)}\n`);
}

/** Prints what is not a result: errors, warnings, what to do next. */
export function printNote(text: string): void {
  writeStandard('stderr', `${visibleText(text)}\n`);
}
