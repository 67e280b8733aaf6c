/**
 * Damerau-Levenshtein distance in its "optimal string alignment" form: insertions, deletions, replacements and swaps
 * of neighbours count one each.
 */
export function editDistance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = at(last, column - 1) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, replaced);
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current.push(isSwap ? Math.min(best, at(beforeLast, column - 2) + 1) : best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}

function at(distances: readonly number[], index: number): number {
  return distances[index] ?? 0;
}

/** A word, and what most pairs of words are told apart by. */
export interface Sketch {
  readonly word: string;
  /** A bit for each letter, several of which may share one. */
  readonly letters: number;
}

export function sketchOf(word: string): Sketch {
  let letters = 0;
  for (let index = 0; index < word.length; index += 1) letters |= 1 << (word.charCodeAt(index) & 31);
  return { word, letters };
}

/**
 * Whether the edit distance is at most this. Most pairs cost little: they differ in their lengths, or in the letters that one
 * of them has and the other has not, of which a step makes or mends one.
 */
export function areNear(most: number, left: Sketch, right: Sketch): boolean {
  if (Math.abs(left.word.length - right.word.length) > most) return false;
  if (areMore(left.letters & ~right.letters, most) || areMore(right.letters & ~left.letters, most)) return false;
  return editDistance(left.word, right.word) <= most;
}

/** The same for two words that are compared once. */
export function isWithin(most: number, left: string, right: string): boolean {
  return areNear(most, sketchOf(left), sketchOf(right));
}

/** Whether there are more bits than this. */
function areMore(bits: number, most: number): boolean {
  let left = bits;
  for (let found = 0; left !== 0; left &= left - 1) {
    found += 1;
    if (found > most) return true;
  }
  return false;
}

function comparable(word: string): string {
  return word.toLowerCase().replaceAll('_', '-');
}

/** Whether all words of a name of several words occur in another: `PFX_PASSPHRASE` in `PFX_EXPORT_PASSPHRASE`. */
function isPartOf(name: string, other: string): boolean {
  const words = name.split('-');
  const others = other.split('-');
  return words.length > 1 && words.every((word) => others.includes(word));
}

/** Nobody mistypes a name into something as long as this, and comparing costs time. */
const longestWord = 200;

/**
 * The known names that `word` may have meant, best first. Case, dashes and underscores do not count. A name is near
 * when a third of its letters differ at most (two letters at least), or when words are left out; names that are much
 * farther than the best one are left out.
 * @param limit how many to return at most
 */
export function nearestNames(word: string, known: Iterable<string>, limit = 3): readonly string[] {
  if (word.length > longestWord) return [];
  const wanted = comparable(word);
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  const found: { name: string; distance: number }[] = [];
  for (const name of known) {
    const candidate = comparable(name);
    const distance = isPartOf(wanted, candidate) ? 2 : editDistance(wanted, candidate);
    if (distance <= reach && distance < wanted.length) found.push({ name, distance });
  }
  found.sort((one, other) => one.distance - other.distance || (one.name < other.name ? -1 : 1));
  const [best] = found;
  if (best === undefined) return [];
  const near = found.filter(({ distance }) => distance <= best.distance + 1);
  return near.slice(0, limit).map((entry) => entry.name);
}

/** "Did you mean `a`, `b` or `c`?"; undefined where nothing is near. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const names = nearestNames(word, known).map((name) => `\`${name}\``);
  if (names.length === 0) return undefined;
  const last = names.pop();
  return `Did you mean ${names.length === 0 ? '' : `${names.join(', ')} or `}${last}?`;
}
