import { visibleText } from '../sdk/visible-text.js';

/** Prints a result. Nothing that came from elsewhere acts on the terminal. */
export function printResult(text: string): void {
  process.stdout.write(`${visibleText(text)}\n`);
}

/** Prints what is not a result: errors, warnings, what to do next. */
export function printNote(text: string): void {
  process.stderr.write(`${visibleText(text)}\n`);
}
