import { isWithin } from '../sdk/names.js';
import type { FoundZone } from './zone-finder.js';
import { parentOf, registrableDomain } from './zone-names.js';

/**
 * The zones of an account that a name may be written in, the likeliest first. The zone that the DNS serves and the one
 * that the account has are two things: a dynamic DNS service gives `foo.duckdns.org` to an account and serves it from
 * `duckdns.org`; others keep the records of a delegated `sub.example.com` in the zone `example.com`. So the apex that
 * the DNS tells comes first, then the names between it and the target (the longest match), then those above it, down
 * to the registrable domain.
 *
 * @param name full, lower-case A-labels, no final dot
 */
export function zoneCandidates(name: string, { apex, source }: Pick<FoundZone, 'apex' | 'source'>): string[] {
  if (source === 'delegated') return [apex];
  const registrable = registrableDomain(name);
  return [...new Set([apex, ...namesUpTo(name, registrable), registrable])];
}

/** The name itself and all above it up to the last one; the name alone where that is not above it. */
function namesUpTo(name: string, last: string): string[] {
  const names: string[] = [];
  for (let candidate = name; isWithin(candidate, last); candidate = parentOf(candidate)) names.push(candidate);
  return names;
}
