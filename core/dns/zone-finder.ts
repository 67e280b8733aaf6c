import { type Failure, isFailure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { canonicalName, isWithin } from '../sdk/names.js';
import type { DnsAnswer } from './answer.js';
import { recordsOf } from './answer.js';
import { checkedName } from './host-name.js';
import type { Resolver } from './resolver.js';
import { delegatedZone, isPublicSuffix, parentOf, registrableDomain } from './zone-names.js';

export interface FoundZone {
  /** Lower-case A-labels, no final dot. */
  readonly apex: string;
  /** How it was found: told by `--delegated`, by SOA records, or guessed from the public suffix list. */
  readonly source: 'delegated' | 'soa' | 'public-suffix';
  /** What was answered in place of an SOA record, where that is why it had to be guessed. */
  readonly answered?: string;
}

export interface ZoneFinder {
  /** Whether `--delegated` decides. */
  readonly delegated: boolean;
  /**
   * Where DNS knows nothing the public suffix list decides.
   * @throws Failure DNS, not retryable, for what is no host name; ABORTED
   */
  find(name: string): Promise<FoundZone>;
}

export interface ZoneFinderOptions {
  readonly resolver: Resolver;
  readonly signal: AbortSignal;
  /** Value of lexicon's `--delegated`; wins over everything. */
  readonly delegated?: string | undefined;
}

/** Names of one look-up that may go unanswered before the rest are not asked for: each costs a time-out. */
const silencesBorne = 2;

/** A zone finder for one pass, shared by its certificates: each name is looked up once. */
export function createZoneFinder({ resolver, signal, delegated }: ZoneFinderOptions): ZoneFinder {
  const find = memo(async (name: string): Promise<FoundZone> => {
    checkedName(name, 'the name whose zone is looked for');
    if (delegated) return { apex: delegatedZone(delegated, registrableDomain(name)), source: 'delegated' };
    const { apex, failure } = await findApexBySoa(name, resolver, signal);
    if (apex !== undefined) return { apex, source: 'soa' };
    return {
      apex: registrableDomain(name),
      source: 'public-suffix',
      ...(failure !== undefined && { answered: failure.message }),
    };
  });
  return {
    delegated: Boolean(delegated),
    find: (name) => find(canonicalName(name).replace(/^\*\./, '')),
  };
}

/**
 * The zone that a name is in, by SOA queries from the name upwards; no apex where DNS knows none below a public
 * suffix: a name in a domain that is not delegated is answered from the zone above it (`com`). A name whose SOA
 * query is refused or goes unanswered may lie in a sound zone, so that the next one up is asked for.
 * @throws Failure ABORTED
 */
export async function findApexBySoa(
  name: string,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<{ readonly apex: string | undefined; readonly failure?: Failure | undefined }> {
  let silences = 0;
  let first: Failure | undefined;
  for (let candidate = name; !isPublicSuffix(candidate); candidate = parentOf(candidate)) {
    try {
      const apex = readApex(candidate, await resolver.query(candidate, 'SOA', signal));
      if (apex !== undefined) return isPublicSuffix(apex) ? { apex: undefined } : { apex };
    } catch (error) {
      if (!isFailure(error, 'DNS')) throw error;
      first ??= error;
      if (error.serviceCode === undefined) silences += 1;
      if (silences >= silencesBorne) break;
    }
  }
  return { apex: undefined, failure: first };
}

/**
 * What one answer says about the zone of a name: the owner of the SOA record, either in the answer or, for a name that
 * is no apex, in the authority section (RFC 2308, section 2). Undefined where it says nothing. A name with a CNAME is
 * no apex, and the SOA record beside it belongs to wherever the alias leads.
 */
export function readApex(name: string, { rcode, answers, authority }: DnsAnswer): string | undefined {
  if (recordsOf(answers, 'CNAME', name).length > 0) return undefined;
  if (recordsOf(answers, 'SOA', name).length > 0) return name;
  const apex = recordsOf(authority, 'SOA').find((soa) => soa.name === '' || isWithin(name, soa.name))?.name;
  // Some servers repeat the name that they were asked for; what does not exist is no apex.
  return rcode === 'NXDOMAIN' && apex === name ? undefined : apex;
}
