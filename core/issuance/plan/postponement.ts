import { heldUntil, pauseAfter } from '../../scheduler/back-off.js';
import type { CertificateMemory } from '../memory/memory.js';

/** Why a certificate that is due has to wait, and until when (milliseconds since the epoch). */
export interface Postponement {
  readonly until: number;
  readonly why: string;
}

/**
 * What earlier tries say against another one now; nothing does where the configuration has changed since.
 * @param configuration asked for only where something is remembered: it takes longer than all the rest
 * @param hasOrder an order of an earlier run can be taken up, so that none need be made
 */
export function postponement(
  memory: CertificateMemory | undefined,
  configuration: () => string,
  hasOrder: boolean,
  now: number,
): Postponement | undefined {
  const { backOff, lastFailure, failedConfiguration, ordering } = memory ?? {};
  const held =
    backOff === undefined || failedConfiguration !== configuration()
      ? undefined
      : heldUntil(backOff, lastFailure?.at, now);
  if (backOff !== undefined && held !== undefined) {
    return { until: held, why: `it failed ${times(backOff.failures)}, the next try has to wait` };
  }
  if (ordering === undefined || hasOrder || ordering.at > now || ordering.configuration !== configuration()) {
    return undefined;
  }
  // Once may happen; a program that is killed each time it orders must not order each time it starts.
  const until = ordering.at + pauseAfter(ordering.count - 1);
  if (until <= now) return undefined;
  return { until, why: `it was cut short ${times(ordering.count)} while ordering, the next try has to wait` };
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
