/**
 * Splits text into words as a POSIX shell does (Shell Command Language, 2.2 Quoting and 2.3 Token Recognition), but
 * expands nothing: `$VAR`, `*`, `;` and `|` are ordinary characters.
 */

export interface ShellWord {
  /** Without its quotes. */
  readonly text: string;
  /** Where it begins in the text, quotes included; counted from 0. */
  readonly start: number;
}

export interface ShellSplit {
  readonly words: readonly ShellWord[];
  /** Where reading stopped: the end of the text, or where `stops` said so. */
  readonly end: number;
  /** What is wrong, and where; the words before it are there all the same. */
  readonly fault?: { readonly index: number; readonly message: string };
}

export interface ShellSplitOptions {
  /** Where to begin; 0 unless told. */
  readonly start?: number;
  /** Whether a `#` at the beginning of a word starts a comment that runs to the end; no unless told. */
  readonly comments?: boolean;
  /** Asked at each unquoted character; true ends the reading before it. */
  readonly stops?: (text: string, index: number, atWordStart: boolean) => boolean;
}

const blank = /\s/;

/** Inside double quotes a backslash quotes these only. */
const quotable = '$`"\\';

export function splitShellWords(text: string, options: ShellSplitOptions = {}): ShellSplit {
  const stops = options.stops ?? (() => false);
  const words: ShellWord[] = [];
  let index = options.start ?? 0;
  while (index < text.length) {
    if (blank.test(text.charAt(index))) {
      index += 1;
      continue;
    }
    if (options.comments === true && text[index] === '#') return { words, end: text.length };
    if (stops(text, index, true)) break;
    const word = readWord(text, index, stops);
    if ('fault' in word) return { words, end: text.length, fault: word.fault };
    words.push({ text: word.text, start: index });
    index = word.end;
  }
  return { words, end: index };
}

type ReadWord = { text: string; end: number } | { fault: { index: number; message: string } };

function readWord(text: string, start: number, stops: NonNullable<ShellSplitOptions['stops']>): ReadWord {
  let word = '';
  let index = start;
  while (index < text.length) {
    const character = text.charAt(index);
    if (blank.test(character) || (index > start && stops(text, index, false))) break;
    if (character === "'") {
      const close = text.indexOf("'", index + 1);
      if (close === -1) return { fault: { index, message: 'the quote that opens here is never closed' } };
      word += text.slice(index + 1, close);
      index = close + 1;
    } else if (character === '"') {
      const quoted = readDoubleQuoted(text, index);
      if (quoted === undefined) return { fault: { index, message: 'the quote that opens here is never closed' } };
      word += quoted.text;
      index = quoted.end;
    } else if (character === '\\') {
      if (index + 1 >= text.length) return { fault: { index, message: 'nothing follows the backslash' } };
      const next = text.charAt(index + 1);
      if (next !== '\n') word += next;
      index += 2;
    } else {
      word += character;
      index += 1;
    }
  }
  return { text: word, end: index };
}

function readDoubleQuoted(text: string, open: number): { text: string; end: number } | undefined {
  let content = '';
  for (let index = open + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') return { text: content, end: index + 1 };
    const next = text.charAt(index + 1);
    if (character !== '\\' || next === '') {
      content += character;
    } else {
      if (quotable.includes(next)) content += next;
      else if (next !== '\n') content += character + next;
      index += 1;
    }
  }
  return undefined;
}
