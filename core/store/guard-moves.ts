import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../sdk/logger.js';
import { moveObstacle, readMoveMark } from './move-mark.js';
import type { CertificateStore } from './store.js';

/** How often is looked whether a move is over, in milliseconds. */
const lookMs = 2000;

/**
 * A store whose leases on all that it keeps wait while it is moved elsewhere, or filled from there, and are refused once
 * everything has gone: else there would be two that renew the same certificates, each with a half of what is under way.
 */
export function guardMoves(store: CertificateStore, log: Logger, now: () => number): CertificateStore {
  let told: string | undefined;

  /** The same thing is said once. */
  function tell(sentence: string): void {
    if (told !== sentence) log.warn({ event: 'store.moving' }, sentence);
    told = sentence;
  }

  return {
    ...store,
    async lease(resource, request) {
      if (resource !== 'directory' && resource !== 'doors') return store.lease(resource, request);
      const end = performance.now() + (request.wait ?? 0);
      for (;;) {
        const left = Math.max(0, end - performance.now());
        const lease = await store.lease(resource, { ...request, wait: left });
        let obstacle: ReturnType<typeof moveObstacle>;
        try {
          obstacle = moveObstacle(await readMoveMark(store.state), now());
          if (obstacle === undefined) return lease;
        } catch (error) {
          await lease.release();
          throw error;
        }
        await lease.release();
        if (!obstacle.retryable || performance.now() >= end) throw obstacle;
        tell(`${obstacle.message}: waiting`);
        const { signal } = request;
        await pause(Math.min(lookMs, left), undefined, { ...(signal !== undefined && { signal }) });
      }
    },
  };
}
