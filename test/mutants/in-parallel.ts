/**
 * Does something with each item, so many at a time, begun in their order. Rejects with the first failure.
 * @param work gets the number of the line that it works in, from 0 on
 */
export async function inParallel<T>(
  items: readonly T[],
  jobs: number,
  work: (item: T, job: number) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: jobs }, async (_, job) => {
      for (const item of rest) await work(item, job);
    }),
  );
}
