import type { CertificateStore } from '../store/store.js';

/** A pass that lasts longer than this, in milliseconds, hangs: none of its steps may take so long. */
export const hangingMs = 6 * 3600_000;

/**
 * Since when a pass, of this or any other process, has been at work on the directory, in milliseconds since the epoch;
 * undefined where none is. @throws Failure STORE
 */
export async function passRunningSince(
  store: Pick<CertificateStore, 'holder'>,
  now: number,
): Promise<number | undefined> {
  const holder = await store.holder(now);
  const since = holder === undefined ? Number.NaN : Date.parse(holder.since);
  // A clock that was set back makes it begin in the future.
  return Number.isNaN(since) ? undefined : Math.min(since, now);
}
