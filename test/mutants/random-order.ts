import { createRandom } from '../fuzz/random.js';

/** The items in an order that the seed decides. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = createRandom(seed);
  return items
    .map((item) => ({ item, place: random.below(2 ** 30) }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
