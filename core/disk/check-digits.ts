import { crc32 } from 'node:zlib';
import { crc32OfFew } from './crc32.js';

/**
 * Text of our own state with eight digits behind it, which tell whether a byte has changed since: of a date, a name or
 * a key nothing else would. They are no protection from people, who can count, too.
 */
export function withCheckDigits(text: string): string {
  return `${text} ${digitsOf(text)}`;
}

/** The text before its check digits; what has none was written by an earlier version. Undefined where they are wrong. */
export function checkedText(text: string): string | undefined {
  if (text.at(-9) !== ' ') return text;
  const [before, digits] = [text.slice(0, -9), text.slice(-8)];
  if (digitsOf(before) === digits) return before;
  return /^[\da-f]{8}$/.test(digits) ? undefined : text;
}

/** Of so many characters a process counts the digits without `node:zlib`. */
let few = 4096;

function digitsOf(text: string): string {
  few -= Math.min(few, text.length);
  return (few > 0 ? crc32OfFew(Buffer.from(text)) : crc32(text)).toString(16).padStart(8, '0');
}
