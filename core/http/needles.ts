/** Values shorter than this, in bytes, are not looked for. */
export const shortest = 4;

/** From this length on case does not matter: a long value that differs in case alone is the same one. */
const foldedFrom = 8;

/** The beginning of a value that a text ends with, without a sign that it was cut, must be as long as this. */
const shortestEnd = 8;

/** Longer beginnings of values are not looked for before a cut. */
const longestBeginning = 4096;

/** Signs that a text was cut off: an ellipsis (as bytes) or three dots. */
const cuts = ['\u00e2\u0080\u00a6', '...'];

/** Texts to be found in others, all at once: the time does not grow with their number. Texts are bytes, see `toBytes`. */
export interface Needles {
  add(text: string): void;
  isEmpty(): boolean;
  /** Whether some of them have blanks in them. */
  haveBlanks(): boolean;
  /** Where they stand, and where the beginning of one stands before a cut: start and end. */
  find(text: string): [start: number, end: number][];
}

/** Those that begin with the same four bytes, in lower case. */
interface Bucket {
  /** Distinct lengths, the longest first. */
  lengths: number[];
  readonly texts: Set<string>;
  readonly folded: Set<string>;
}

export function createNeedles(): Needles {
  const buckets = new Map<number, Bucket>();
  /** By the first two bytes, whether there is anything. */
  const beginnings = new Uint8Array(65_536);
  let blanks = false;
  let longest = 0;

  function add(text: string): void {
    if (text.length < shortest) return;
    const lower = text.toLowerCase();
    const key = keyAt(lower, 0);
    const bucket = buckets.get(key) ?? { lengths: [], texts: new Set(), folded: new Set() };
    buckets.set(key, bucket);
    beginnings[key >>> 16] = 1;
    if (text.length < foldedFrom) bucket.texts.add(text);
    else bucket.folded.add(lower);
    if (!bucket.lengths.includes(text.length)) bucket.lengths = [...bucket.lengths, text.length].sort((a, b) => b - a);
    blanks ||= text.includes(' ');
    longest = Math.max(longest, text.length);
  }

  function find(text: string): [number, number][] {
    const lower = text.toLowerCase();
    const found: [number, number][] = [];
    for (let at = 0; at + shortest <= text.length; at += 1) {
      if (beginnings[(lower.charCodeAt(at) << 8) | lower.charCodeAt(at + 1)] === 0) continue;
      const bucket = buckets.get(keyAt(lower, at));
      const length = bucket?.lengths.find(
        (size) => bucket.folded.has(lower.slice(at, at + size)) || bucket.texts.has(text.slice(at, at + size)),
      );
      if (length !== undefined && at + length <= text.length) found.push([at, at + length]);
    }
    for (const cut of cuts)
      for (let at = text.indexOf(cut); at >= 0; at = text.indexOf(cut, at + cut.length))
        found.push(...beginningBefore(text, lower, at, shortest));
    found.push(...beginningBefore(text, lower, text.length, shortestEnd));
    return found;
  }

  /** The longest beginning of one of them that ends there. */
  function beginningBefore(text: string, lower: string, end: number, least: number): [number, number][] {
    for (let at = Math.max(0, end - Math.min(longest, longestBeginning)); at <= end - least; at += 1) {
      if (beginnings[(lower.charCodeAt(at) << 8) | lower.charCodeAt(at + 1)] === 0) continue;
      const bucket = buckets.get(keyAt(lower, at));
      if (bucket === undefined) continue;
      const [part, lowerPart] = [text.slice(at, end), lower.slice(at, end)];
      const begins =
        [...bucket.folded].some((needle) => needle.startsWith(lowerPart)) ||
        [...bucket.texts].some((needle) => needle.startsWith(part));
      if (begins) return [[at, end]];
    }
    return [];
  }

  return { add, find, isEmpty: () => buckets.size === 0, haveBlanks: () => blanks };
}

/** Four bytes as a number. */
function keyAt(text: string, at: number): number {
  return (
    (text.charCodeAt(at) << 24) |
    (text.charCodeAt(at + 1) << 16) |
    (text.charCodeAt(at + 2) << 8) |
    text.charCodeAt(at + 3)
  );
}
