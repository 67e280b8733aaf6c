import { createHash } from 'node:crypto';
import type { Told } from './decide.js';
import type { Target } from './target.js';

/** What each address was told; the addresses themselves are secret and stand here as digests. */
export type Memory = Readonly<Record<string, Told>>;

const nothing: Told = { problems: {}, sent: [] };

export function keyOf({ kind, url }: Target): string {
  return createHash('sha256').update(`${kind} ${url.href}`).digest('hex').slice(0, 16);
}

/** Reads what was written; what makes no sense counts as nothing told: a notice too many is better than one too few. */
export function toldIn(memory: unknown, key: string): Told {
  if (typeof memory !== 'object' || memory === null) return nothing;
  const told = (memory as Partial<Record<string, Partial<Told>>>)[key];
  const isWhole = typeof told?.problems === 'object' && told.problems !== null && Array.isArray(told.sent);
  return isWhole ? (told as Told) : nothing;
}
