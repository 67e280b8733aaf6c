/** Does something with each item, so many at a time, begun in their order. Rejects with the first failure. */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
