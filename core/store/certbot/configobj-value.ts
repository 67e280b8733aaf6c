/**
 * Values of configobj files, the INI dialect of certbot's renewal configuration: bare, quoted, lists with commas, a
 * comment behind a hash. https://configobj.readthedocs.io/en/latest/configobj.html#the-config-file-format
 */
export type ConfigValue = string | readonly string[];

export interface ParsedValue {
  readonly value: ConfigValue;
  /** With its hash, or empty. */
  readonly comment: string;
}

interface Item {
  readonly text: string;
  /** Where the text after the item begins. */
  readonly end: number;
}

const afterItem = /^\s*(?:,|#|$)/;

function quotedItem(source: string, start: number): Item | undefined {
  const quote = source.charAt(start);
  // A quote inside the text is possible as long as the last one stands before a comma, a hash or the end.
  for (let close = source.indexOf(quote, start + 1); close !== -1; close = source.indexOf(quote, close + 1)) {
    if (afterItem.test(source.slice(close + 1))) return { text: source.slice(start + 1, close), end: close + 1 };
  }
  return undefined;
}

function bareItem(source: string, start: number): Item {
  const length = source.slice(start).search(/[,#]/);
  const end = length === -1 ? source.length : start + length;
  return { text: source.slice(start, end).trim(), end };
}

/** Parses what stands behind `key =` on one line; undefined where it makes no sense (an open quote, for instance). */
export function parseConfigValue(text: string): ParsedValue | undefined {
  const source = text.trim();
  const items: string[] = [];
  let position = 0;
  let isList = false;
  for (;;) {
    while (source.charAt(position) === ' ' || source.charAt(position) === '\t') position += 1;
    const letter = source.charAt(position);
    if (letter !== '' && letter !== '#') {
      const item = letter === '"' || letter === "'" ? quotedItem(source, position) : bareItem(source, position);
      if (item === undefined) return undefined;
      if (letter !== ',') items.push(item.text);
      position = item.end;
    }
    const rest = source.slice(position).trimStart();
    if (!rest.startsWith(',')) {
      return { value: isList ? items : (items[0] ?? ''), comment: rest };
    }
    isList = true;
    position = source.length - rest.length + 1;
  }
}

function quoteItem(text: string): string {
  if (text === '') return '""';
  if (!/^[\s'"]|[\s'"]$|[,#]/.test(text)) return text;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/** Writes a value so that configobj reads it back; text with line ends or both kinds of quotes gets three quotes. */
export function formatConfigValue(value: ConfigValue): string {
  if (typeof value !== 'string') {
    if (value.length === 0) return ',';
    return value.length === 1 ? `${quoteItem(value[0] ?? '')},` : value.map(quoteItem).join(', ');
  }
  if (value.includes('\n') || (value.includes('"') && value.includes("'"))) {
    return value.includes('"""') ? `'''${value}'''` : `"""${value}"""`;
  }
  return quoteItem(value);
}
