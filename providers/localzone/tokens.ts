/** A word of a master file, as it is written, and where it stands. */
export interface Token {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What stands from the beginning of a line to the end of that, or to the end of the parentheses that it opens. */
export interface Entry {
  readonly tokens: readonly Token[];
  /** First and last line, counted from 0. */
  readonly first: number;
  readonly last: number;
  /** Begins with a blank: the owner is that of the record before. */
  readonly isIndented: boolean;
}

/** Words, texts in quotes, parentheses and comments (RFC 1035, section 5.1). */
const pattern = /"(?:[^"\\]|\\.)*"?|[()]|;.*|(?:[^\s"();\\]|\\.)+/gs;

/** The entries of a master file. */
export function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  let tokens: Token[] = [];
  let first = 0;
  let isIndented = false;
  let depth = 0;
  for (const [line, text] of lines.entries()) {
    if (depth === 0) {
      tokens = [];
      first = line;
      isIndented = /^\s/.test(text);
    }
    for (const match of text.matchAll(pattern)) {
      const [word] = match;
      if (word.startsWith(';')) break;
      if (word === '(') depth += 1;
      else if (word === ')') depth = Math.max(0, depth - 1);
      else tokens.push({ text: word, line, column: match.index });
    }
    if (depth > 0 || tokens.length === 0) continue;
    entries.push({ tokens, first, last: line, isIndented });
  }
  return entries;
}
