import { checkedText, withCheckDigits } from '../../disk/check-digits.js';
import type { Parser } from '../../disk/parse-json.js';
import type { Logger } from '../../sdk/logger.js';

/**
 * The text of a {@link DurableMap}: one line of JSON and its check digits for each change, the latest counts.
 * `["key",value]` sets, `["key"]` removes; empty lines are space kept free for changes to come.
 */
export interface ReadLines<V> {
  readonly values: Map<string, V>;
  /** Where the next line goes, in bytes. */
  readonly end: number;
  readonly lines: number;
  /** Lines that say nothing: torn by a kill, or damaged. The file wants to be written anew. */
  readonly isDamaged: boolean;
}

const lineEnd = 0x0a;

export function setLine(key: string, value: unknown): string {
  return `${withCheckDigits(JSON.stringify([key, value]))}\n`;
}

export function removeLine(key: string): string {
  return `${withCheckDigits(JSON.stringify([key]))}\n`;
}

/** Reads all lines; those of no meaning are reported once and left out, since losing one is better than never starting again. */
export function readLines<V>(data: Buffer, parse: Parser<V>, path: string, log: Logger): ReadLines<V> {
  const values = new Map<string, V>();
  const end = endOfLines(data);
  const lines = data.toString('utf8', 0, end).split('\n');
  const damaged: number[] = [];
  let count = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    count += 1;
    const change = readLine(line, parse);
    if (change === undefined) damaged.push(index + 1);
    else if (change.value === undefined) values.delete(change.key);
    else values.set(change.key, change.value);
  }
  // A kill may tear the last line, which nobody was told of; anything else is damage.
  const isTorn = damaged.length === 1 && damaged[0] === lines.length - (lines.at(-1) === '' ? 1 : 0);
  if (damaged.length > 0 && !isTorn) {
    log.warn({ path, lines: damaged }, 'lines of the own state cannot be understood and are left out');
  }
  return { values, end, lines: count, isDamaged: damaged.length > 0 };
}

/** Free space, which most of the file may be, is compared in pieces of this many bytes. */
const freePiece = Buffer.from('\n'.repeat(1024));

/** Behind the last line that is not empty. */
function endOfLines(data: Buffer): number {
  let last = data.length - 1;
  while (last >= freePiece.length && freePiece.equals(data.subarray(last + 1 - freePiece.length, last + 1)))
    last -= freePiece.length;
  while (last >= 0 && data[last] === lineEnd) last -= 1;
  return Math.min(data.length, last + 2);
}

function readLine<V>(line: string, parse: Parser<V>): { key: string; value: V | undefined } | undefined {
  const text = checkedText(line);
  if (text === undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(text);
    if (!Array.isArray(fields) || typeof fields[0] !== 'string') return undefined;
    const [key] = fields;
    if (fields.length === 1) return { key, value: undefined };
    const value = parse(fields[1]);
    return value === undefined ? undefined : { key, value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
