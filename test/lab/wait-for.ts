import { setTimeout as pause } from 'node:timers/promises';

export interface WaitOptions {
  /** Default 15,000 ms: generous, as a loaded machine is no failure. */
  readonly timeoutMs?: number;
  /** Pause between two looks; default 20 ms. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Calls `probe` until it returns something other than `false`, `null` or `undefined`, and returns that. A probe that
 * throws counts as "not yet"; the last such error is in the message when the time is over.
 */
export async function waitFor<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  const timeoutMs = options.timeoutMs ?? 15_000;
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<Awaited<T>, false | null | undefined>;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() >= deadline) {
      const reason = lastError === undefined ? '' : `: ${lastError instanceof Error ? lastError.message : lastError}`;
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}${reason}`, { cause: lastError });
    }
    await pause(options.everyMs ?? 20, undefined, options.signal ? { signal: options.signal } : {});
  }
}
