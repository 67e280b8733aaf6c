import { setTimeout as delay } from 'node:timers/promises';
import { joinSignals } from '../../sdk/joined-signal.js';

/** Those who wait for something to happen to a thing, by its id. */
export interface Waiters {
  wake(id: string): void;
  /** @param isOver whether there is nothing to wait for */
  wait(isOver: (id: string) => boolean): (id: string, ms: number, signal: AbortSignal) => Promise<void>;
}

export function createWaiters(): Waiters {
  const waiting = new Map<string, Set<() => void>>();
  return {
    wake(id) {
      for (const resolve of waiting.get(id) ?? []) resolve();
      waiting.delete(id);
    },
    wait: (isOver) => async (id, ms, signal) => {
      if (isOver(id) || signal.aborted) return;
      const woken = new AbortController();
      const resolve = () => woken.abort();
      const own = waiting.get(id) ?? new Set();
      own.add(resolve);
      waiting.set(id, own);
      const joined = joinSignals(signal, woken.signal);
      try {
        await delay(ms, undefined, { signal: joined.signal, ref: false });
      } catch (error) {
        if (!joined.signal.aborted) throw error;
      } finally {
        joined.release();
        own.delete(resolve);
        if (own.size === 0 && waiting.get(id) === own) waiting.delete(id);
      }
    },
  };
}
