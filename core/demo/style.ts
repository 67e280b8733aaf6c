/** How text is set off: by colours on a terminal, else not at all. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
}

const plain: Style = { bold: same, dim: same, good: same };

const coloured: Style = {
  bold: (text) => `\x1b[1m${text}\x1b[22m`,
  dim: (text) => `\x1b[2m${text}\x1b[22m`,
  good: (text) => `\x1b[32m${text}\x1b[39m`,
};

function same(text: string): string {
  return text;
}

export function createStyle(withColours: boolean): Style {
  return withColours ? coloured : plain;
}
