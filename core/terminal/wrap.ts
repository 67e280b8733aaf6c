/** Breaks a text into lines at blanks; a word that is too long for a line stands alone and whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A label and its text beside it, whose further lines stand below the first. */
export function hang(label: string, text: string, labelWidth: number, columns: number): string[] {
  return wrap(text, Math.max(shortestLine, columns - labelWidth)).map((line, index) =>
    `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`.trimEnd(),
  );
}

/** Lines shorter than this, in characters, are no easier to read than those that the terminal breaks. */
const shortestLine = 20;
