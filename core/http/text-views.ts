import { hasLineEnd } from '../sdk/line-ends.js';

/** A text as it reads once decoded, with the way back to what it was decoded from. Texts are bytes: see {@link toBytes}. */
export interface TextView {
  readonly text: string;
  /** Where the character at an index begins in the original. */
  from(index: number): number;
  /** Where it ends there. */
  to(index: number): number;
}

/** How many times something may have been encoded: JSON in JSON in a URL is three. */
const deepest = 3;

/** UTF-8, with a character for each byte: so every encoding is one of bytes, and lengths hold. */
export function toBytes(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1');
}

/** The reverse of {@link toBytes}. */
export function fromBytes(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString();
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}

/** More ways to read a text than this are not tried. */
const mostViews = 40;

/**
 * A text as it stands, and as it reads where it was encoded in any of the usual ways, up to three times over; each with
 * its lines joined as well.
 * @param withBlanks lines are joined by blanks, too, and a plus may stand for one
 */
export function* viewsOf(bytes: string, withBlanks: boolean): Generator<TextView> {
  const seen = new Set([bytes]);
  let level: TextView[] = [{ text: bytes, from: (index) => index, to: (index) => index + 1 }];
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: TextView[] = [];
    for (const view of level) {
      yield view;
      yield* withoutBreaks(view, withBlanks);
      for (const { signs, pattern, decode } of depth === deepest ? [] : encodings) {
        if (pattern === form.pattern && !withBlanks) continue;
        if (!signs.some((sign) => view.text.includes(sign)) || view.text.search(pattern) < 0) continue;
        const decoded = rewritten(view, pattern, decode);
        if (seen.has(decoded.text) || seen.size >= mostViews) continue;
        seen.add(decoded.text);
        next.push(decoded);
      }
    }
    level = next;
  }
}

function* withoutBreaks(view: TextView, withBlanks: boolean): Generator<TextView> {
  if (!hasLineEnd(view.text)) return;
  yield rewritten(view, lineBreak, () => '');
  if (withBlanks) yield rewritten(view, lineBreak, () => ' ');
}

/** With what indents the next line. */
const lineBreak = /[ \t]*(?:\r\n|\r|\n)[ \t]*/g;

interface Encoding {
  /** What each match begins with: a text without it, as nearly all are, needs no pattern. */
  readonly signs: readonly string[];
  readonly pattern: RegExp;
  readonly decode: (code: string) => string;
}

const percent: Encoding = {
  signs: ['%'],
  pattern: /%[0-9a-f]{2}/gi,
  decode: (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)),
};

/** As in queries: a plus is a blank there. */
const form: Encoding = {
  signs: ['%', '+'],
  pattern: /%[0-9a-f]{2}|\+/gi,
  decode: (code) => (code === '+' ? ' ' : percent.decode(code)),
};

/** JSON and its kin. */
const escapes: Encoding = {
  signs: ['\\'],
  pattern: /\\u[0-9a-f]{4}(?:\\u[0-9a-f]{4})*|\\x[0-9a-f]{2}|\\["'\\/bfnrt]/gi,
  decode(code) {
    if (/^\\u/i.test(code)) {
      const units = code.slice(2).split(/\\u/i);
      return toBytes(String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16))));
    }
    if (/^\\x/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(2), 16));
    return letters[code.charAt(1)] ?? code.charAt(1);
  },
};

const letters: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** HTML and XML. */
const references: Encoding = {
  signs: ['&'],
  pattern: /&#(?:\d{1,7}|x[0-9a-f]{1,6});|&(?:quot|apos|amp|lt|gt|nbsp);/gi,
  decode(code) {
    if (!code.startsWith('&#')) return names[code.slice(1, -1).toLowerCase()] ?? code;
    const point = /^&#x/i.test(code) ? Number.parseInt(code.slice(3), 16) : Number.parseInt(code.slice(2), 10);
    return point > 0x10ffff ? code : toBytes(String.fromCodePoint(point));
  },
};

const names: Readonly<Record<string, string>> = { quot: '"', apos: "'", amp: '&', lt: '<', gt: '>', nbsp: ' ' };

const encodings = [percent, form, escapes, references];

/** A view with each match put in other words; every character of those stands for the whole match. */
function rewritten(view: TextView, pattern: RegExp, replace: (match: string) => string): TextView {
  // Hardly ever is anything found, so the way back is made when it is asked for.
  let places: Places | undefined;
  function placesThen(): Places {
    places ??= placesOf(view, pattern, replace);
    return places;
  }
  return {
    text: view.text.replace(pattern, replace),
    from: (index) => placesThen().starts[index] ?? 0,
    to: (index) => placesThen().ends[index] ?? 0,
  };
}

/** By the index of a rewritten character: where what it stands for begins and ends in the original. */
interface Places {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function placesOf(view: TextView, pattern: RegExp, replace: (match: string) => string): Places {
  const starts: number[] = [];
  const ends: number[] = [];

  function keep(from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      starts.push(view.from(index));
      ends.push(view.to(index));
    }
  }

  let last = 0;
  for (const match of view.text.matchAll(pattern)) {
    const [first, end] = [match.index, match.index + match[0].length];
    keep(last, first);
    for (const _character of replace(match[0])) {
      starts.push(view.from(first));
      ends.push(view.to(end - 1));
    }
    last = end;
  }
  keep(last, view.text.length);
  return { starts, ends };
}
