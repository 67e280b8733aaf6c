import { Failure } from '../../core/sdk/index.js';

/** A quoted run, an escaped character or a plain run. Inside double quotes a backslash quotes `$`, backquote, `"`, `\` and newline. */
const piece = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/sy;

/**
 * Splits a command into words by the quoting rules of POSIX (Shell Command Language, section 2.2); nothing is expanded.
 * @throws Failure CONFIG for a quote that is never closed and a backslash at the end
 */
export function splitWords(command: string, place: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  piece.lastIndex = 0;
  while (piece.lastIndex < command.length) {
    const start = piece.lastIndex;
    const match = piece.exec(command);
    if (match !== null) {
      word = (word ?? '') + textOf(match);
    } else if (/\s/.test(command.charAt(start))) {
      if (word !== undefined) words.push(word);
      word = undefined;
      piece.lastIndex = start + 1;
    } else {
      const what = command.charAt(start) === '\\' ? 'nothing follows the backslash' : 'a quote is never closed';
      throw new Failure('CONFIG', `${what} in the command ${command}`, { place });
    }
  }
  return word === undefined ? words : [...words, word];
}

function textOf([, single, double, escaped, plain]: RegExpExecArray): string {
  if (double !== undefined) return double.replace(/\\\n/g, '').replace(/\\([$`"\\])/g, '$1');
  if (escaped !== undefined) return escaped === '\n' ? '' : escaped;
  return single ?? plain ?? '';
}
