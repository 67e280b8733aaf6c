import type { Capabilities } from '../sdk/manifest.js';

/** Brings a TTL (seconds) within what the API takes; from a fixed list, the next one up. */
export function clampTtl(ttl: number, { minTtl = 1, maxTtl = 2 ** 31 - 1, ttls }: Capabilities): number {
  const clamped = Math.min(Math.max(ttl, minTtl), maxTtl);
  if (ttls === undefined) return clamped;
  return ttls.find((allowed) => allowed >= clamped) ?? ttls.at(-1) ?? clamped;
}
