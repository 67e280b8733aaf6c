import { areNear, type Sketch, sketchOf } from './nearest.js';

/** Letters that a slip of the pen changes at most. */
const mostLetters = 2;

/**
 * Tells whether a name is one of these but for a slip of the pen: two letters at most, and in short names one. Each of
 * them is looked at once, however many names are compared with them.
 */
export function slipFinder(known: Iterable<string>): (name: string) => boolean {
  const byLength = new Map<number, Sketch[]>();
  for (const name of known) {
    const same = byLength.get(name.length) ?? [];
    byLength.set(name.length, same);
    same.push(sketchOf(name));
  }
  return (name) => {
    const own = sketchOf(name);
    for (let length = name.length - mostLetters; length <= name.length + mostLetters; length += 1) {
      const most = length < 10 ? 1 : mostLetters;
      if (byLength.get(length)?.some((other) => areNear(most, own, other)) === true) return true;
    }
    return false;
  };
}
