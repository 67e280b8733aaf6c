import type { TakeZoneLease } from '../dns/zone-lock.js';
import { describeFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import type { CertificateStore } from '../store/store.js';

/**
 * How long another process may be writing to a zone, in milliseconds: its API may ask for pauses of minutes. Who has a place
 * with room for one value waits for the DNS and the CA meanwhile.
 */
const waitMs = { zone: 10 * 60_000, place: 30 * 60_000 };

/** Keeps other processes and instances on the same store away from zones that are written to. */
export function zoneLeases(
  store: Pick<CertificateStore, 'lease'>,
  log: Logger,
  kind: 'zone' | 'place' = 'zone',
): TakeZoneLease {
  return async (zone, signal) => {
    const { lost, release } = await store.lease(`${kind} ${zone}`, {
      command: 'letsencrypt-dns',
      wait: waitMs[kind],
      signal,
    });
    return {
      lost,
      async release() {
        try {
          await release();
        } catch (error) {
          // Others find out that nobody stands behind it.
          log.warn({ event: 'zone.unreleased', zone, reason: describeFailure(error) }, 'a zone cannot be given back');
        }
      },
    };
  };
}
