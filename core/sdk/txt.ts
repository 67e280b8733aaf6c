/**
 * TXT data in presentation format (RFC 1035, section 5.1): quoted strings of at most 255 bytes. The host always passes
 * the bare text; these are for APIs that speak the quoted form.
 */

const stringLimit = 255;

/** Bare text → one or more quoted strings, with `"` and `\` escaped: `a"b` gives `"a\"b"`. */
export function quoteTxt(text: string): string {
  return splitTxt(text)
    .map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`)
    .join(' ');
}

/** Bare text → parts of at most 255 bytes of UTF-8 each; never cuts a character. */
export function splitTxt(text: string): string[] {
  if (Buffer.byteLength(text) <= stringLimit) return [text];
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const character of text) {
    const bytes = Buffer.byteLength(character);
    if (size + bytes > stringLimit) {
      parts.push(part);
      part = '';
      size = 0;
    }
    part += character;
    size += bytes;
  }
  parts.push(part);
  return parts;
}

/** Whether bare text would be misread by APIs that take both forms: it is longer than one string, or looks like quoting. */
export function needsQuotes(text: string): boolean {
  return Buffer.byteLength(text) > stringLimit || /["\\]/.test(text);
}

/** One quoted string of plain characters, as all values of challenges are: a zone may have thousands of them. */
const plainString = /^"([ !#-[\]-~]*)"$/;

/** Quoted strings → bare text. Text that does not begin with a quote is bare already and comes back as it is. */
export function unquoteTxt(presentation: string): string {
  const text = presentation.trim();
  if (!text.startsWith('"')) return presentation;
  const plain = plainString.exec(text)?.[1];
  if (plain !== undefined) return plain;
  const bytes: number[] = [];
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '"') quoted = !quoted;
    else if (character === '\\') index = pushEscape(text, index, bytes);
    else if (quoted) index = pushCharacter(text, index, bytes);
  }
  return Buffer.from(bytes).toString('utf8');
}

/** `\DDD` is one byte, `\X` is X itself. Returns the index of the last character used. */
function pushEscape(text: string, index: number, bytes: number[]): number {
  const digits = text.slice(index + 1, index + 4);
  if (/^\d{3}$/.test(digits)) {
    bytes.push(Number(digits) & 0xff);
    return index + 3;
  }
  return index + 1 < text.length ? pushCharacter(text, index + 1, bytes) : index;
}

function pushCharacter(text: string, index: number, bytes: number[]): number {
  // A character outside of the basic plane has two places.
  const [character = ''] = text.slice(index, index + 2);
  bytes.push(...Buffer.from(character));
  return index + character.length - 1;
}
