/**
 * What work comes to that does not look at a signal, or not at once. Who waits for it stops waiting; the work goes on, and
 * nobody hears of its end.
 * @param reason what the wait fails with; the signal's own reason unless told
 */
export function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  reason: () => unknown = () => signal.reason,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(reason());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
