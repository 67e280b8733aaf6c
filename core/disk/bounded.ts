/** Applies an asynchronous function to all items, at most `limit` at a time; results in order. The first error ends it. */
export async function mapBounded<T, R>(
  items: readonly T[],
  limit: number,
  apply: (item: T) => Promise<R>,
  signal?: AbortSignal,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const iterator = items.entries();
  async function work(): Promise<void> {
    for (const [index, item] of iterator) {
      signal?.throwIfAborted();
      results[index] = await apply(item);
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
