/** Longest time at a stretch, in milliseconds, that synchronous work on many things keeps others waiting. */
const turnMs = 10;

/**
 * Applies a synchronous function to all items and lets other work of the process have its turns in between: for many
 * small reads, of which each would cost several times as much with a promise of its own.
 */
export async function forEachInTurns<T>(
  items: Iterable<T>,
  apply: (item: T) => void,
  signal?: AbortSignal,
): Promise<void> {
  let since = milliseconds();
  for (const item of items) {
    signal?.throwIfAborted();
    apply(item);
    if (milliseconds() - since < turnMs) continue;
    await nextTurn();
    since = milliseconds();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Of a clock that nobody sets: what `performance.now()` tells, without what that loads. */
function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
