import { isFailure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { canonicalName } from '../sdk/names.js';
import type { DnsAnswer } from './answer.js';
import { recordsOf } from './answer.js';
import type { Resolver } from './resolver.js';
import { delegatedZone, isPublicSuffix, registrableDomain } from './zone-names.js';

export interface FoundZone {
  /** Lower-case A-labels, no final dot. */
  readonly apex: string;
  /** How it was found: told by `--delegated`, by SOA records, or guessed from the public suffix list. */
  readonly source: 'delegated' | 'soa' | 'public-suffix';
}

export interface ZoneFinder {
  /** Whether `--delegated` decides. */
  readonly delegated: boolean;
  /** @throws Failure ABORTED only: where DNS knows nothing the public suffix list decides */
  find(name: string): Promise<FoundZone>;
}

export interface ZoneFinderOptions {
  readonly resolver: Resolver;
  readonly signal: AbortSignal;
  /** Value of lexicon's `--delegated`; wins over everything. */
  readonly delegated?: string | undefined;
}

/** A zone finder for one pass, shared by its certificates: each name is looked up once. */
export function createZoneFinder({ resolver, signal, delegated }: ZoneFinderOptions): ZoneFinder {
  const find = memo(async (name: string): Promise<FoundZone> => {
    if (delegated) return { apex: delegatedZone(delegated, registrableDomain(name)), source: 'delegated' };
    const apex = await findApexBySoa(name, resolver, signal);
    return apex === undefined ? { apex: registrableDomain(name), source: 'public-suffix' } : { apex, source: 'soa' };
  });
  return {
    delegated: Boolean(delegated),
    find: (name) => find(canonicalName(name).replace(/^\*\./, '')),
  };
}

/**
 * The zone that a name is in, by SOA queries from the name upwards; undefined where DNS knows none below a public
 * suffix: a name in a domain that is not delegated is answered from the zone above it (`com`).
 * @throws Failure ABORTED
 */
export async function findApexBySoa(
  name: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let candidate = name; !isPublicSuffix(candidate); candidate = parentOf(candidate)) {
    try {
      const apex = readApex(candidate, await resolver.query(candidate, 'SOA', signal));
      if (apex !== undefined) return isPublicSuffix(apex) ? undefined : apex;
    } catch (error) {
      if (!isFailure(error, 'DNS')) throw error;
      // A broken name may lie in a sound zone. But where no server answers at all, none will for the name above.
      if (error.serviceCode === undefined) return undefined;
    }
  }
  return undefined;
}

/**
 * What one answer says about the zone of a name: the owner of the SOA record, either in the answer or, for a name that
 * is no apex, in the authority section (RFC 2308, section 2). Undefined where it says nothing. A name with a CNAME is
 * no apex, and the SOA record beside it belongs to wherever the alias leads.
 */
export function readApex(name: string, { answers, authority }: DnsAnswer): string | undefined {
  if (recordsOf(answers, 'CNAME', name).length > 0) return undefined;
  if (recordsOf(answers, 'SOA', name).length > 0) return name;
  return recordsOf(authority, 'SOA').find((soa) => isWithin(name, soa.name))?.name;
}

function isWithin(name: string, zone: string): boolean {
  return zone === '' || name === zone || name.endsWith(`.${zone}`);
}

/** The name without its first label; empty above the last. */
export function parentOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1);
}
