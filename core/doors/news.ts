import { joinSignals } from '../sdk/joined-signal.js';
import type { DoorContext } from './door.js';

/** What a store that several instances share tells of its certificates. */
export interface News {
  /**
   * Begins to listen for news of a lineage, before anything of it is read: none is missed in between.
   * @returns waits for it, so many milliseconds at most
   */
  next(name: string): (ms: number, signal: AbortSignal) => Promise<void>;
  close(): void;
}

/** Undefined where there is but one instance, whose store tells nothing. */
export function listenForNews({ services, clock }: Pick<DoorContext, 'services' | 'clock'>): News | undefined {
  const { shared } = services().store;
  if (shared === undefined) return undefined;
  /** Of each lineage, aborts with the next news of it. */
  const awaited = new Map<string, AbortController>();

  function tell(name: string): void {
    awaited.get(name)?.abort();
    awaited.delete(name);
  }

  const close = shared.listen((what) => {
    if (what === 'anything') for (const name of [...awaited.keys()]) tell(name);
    else if (what.startsWith('lineage ')) tell(what.slice('lineage '.length));
  });
  return {
    next(name) {
      const told = awaited.get(name) ?? new AbortController();
      awaited.set(name, told);
      return async (ms, signal) => {
        const either = joinSignals(signal, told.signal);
        try {
          await clock.sleep(ms, either.signal);
        } catch (error) {
          if (!told.signal.aborted || signal.aborted) throw error;
        } finally {
          either.release();
        }
      };
    },
    close,
  };
}
