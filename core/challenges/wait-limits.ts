import type { ProviderProfile } from '../config/desired-state.js';

/** How long records of one profile are waited for, in milliseconds. */
export interface WaitLimits {
  /** Until the certificate fails. */
  readonly limitMs: number;
  /** Until the pass goes on without it. The same as the limit where that is short. */
  readonly withinPassMs: number;
}

/** A wait that may take longer than this, in milliseconds, does not hold up the pass. */
const longMs = 120_000;

/** So long, in milliseconds, a pass looks before a long wait is parked: many a slow service is quick today. */
const lookMs = 30_000;

/**
 * What the user gave, or else the usual time, but no less than the service may need to publish a change.
 * @param publishMs what the manifest says, in milliseconds
 * @param env tests make waits short by `LETSENCRYPT_DNS_TEST_PARK_AFTER`, in milliseconds
 */
export function waitLimits(
  { propagation }: Pick<ProviderProfile, 'propagation'>,
  publishMs: number,
  env: NodeJS.ProcessEnv,
): WaitLimits {
  const { mode, sleepTime, maxChecks, isGiven } = propagation;
  const chosenMs = sleepTime * 1000 * (mode === 'off' ? 1 : maxChecks);
  const limitMs = mode === 'off' || isGiven === true ? chosenMs : Math.max(chosenMs, publishMs);
  const shortened = env.LETSENCRYPT_DNS_TEST_PARK_AFTER;
  const [long, look] = shortened === undefined ? [longMs, lookMs] : [Number(shortened), Number(shortened)];
  return { limitMs, withinPassMs: limitMs > long ? Math.min(look, limitMs) : limitMs };
}
