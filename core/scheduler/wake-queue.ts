/** Why a pass runs. */
export type WakeReason = 'start' | 'configuration changed' | 'schedule' | 'due' | 'asked';

/**
 * Holds at most one wake-up: whatever comes in while a pass runs leads to one more pass, not to many.
 * A later reason does not hide an earlier one.
 */
export interface WakeQueue {
  wake(reason: WakeReason): void;
  /** Resolves with the reasons since the last call, once there is one. @throws AbortError when the signal aborts */
  next(signal: AbortSignal): Promise<readonly WakeReason[]>;
  /** Resolves once there is a reason, and leaves it there. @throws AbortError when the signal aborts */
  peek(signal: AbortSignal): Promise<void>;
}

export function createWakeQueue(): WakeQueue {
  const reasons = new Set<WakeReason>();
  let notify: (() => void) | undefined;
  return {
    wake(reason) {
      reasons.add(reason);
      notify?.();
    },
    peek,
    async next(signal) {
      await peek(signal);
      const taken = [...reasons];
      reasons.clear();
      return taken;
    },
  };

  async function peek(signal: AbortSignal): Promise<void> {
    while (reasons.size === 0) await nextNotice(signal);
  }

  function nextNotice(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const stop = () => reject(signal.reason);
      signal.addEventListener('abort', stop, { once: true });
      notify = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
    });
  }
}
