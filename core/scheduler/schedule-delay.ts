import { createHash } from 'node:crypto';

/** Scheduled passes start at most so much later than the schedule says, in milliseconds. */
const longestDelayMs = 5 * 60_000;

/** And by no more than this part of the time to the next one. */
const share = 0.05;

/**
 * A delay that differs from host to host and from run to run, so that a fleet with the same schedule does not come to
 * the CA in the same second.
 * @param host tells this installation from others
 * @param run the scheduled moment, milliseconds since the epoch
 * @param following the moment after that
 */
export function scheduleDelayMs(host: string, run: number, following: number | undefined): number {
  const bound = Math.min(longestDelayMs, following === undefined ? longestDelayMs : (following - run) * share);
  const fraction = createHash('sha256').update(`${host} ${run}`).digest().readUInt32BE(0) / 2 ** 32;
  return Math.round(bound * fraction);
}
