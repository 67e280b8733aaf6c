import { Failure, isFailure } from '../sdk/failure.js';
import { canonicalName } from '../sdk/names.js';
import type { AliasAnswer, AliasLookup } from './alias-lookup.js';
import type { FoundZone, ZoneFinder } from './zone-finder.js';

/** Where the TXT record for a domain must be written. All names are full, without a final dot. */
export interface ChallengeTarget {
  /** `_acme-challenge.example.com`, for `*.example.com` as well (RFC 8555, section 8.4). */
  readonly challengeName: string;
  /** Where CNAME records lead from there; the challenge name itself where there are none. */
  readonly target: string;
  /** Every name on the way, the challenge name first, the target last. */
  readonly chain: readonly string[];
  /** The zone of the target. */
  readonly zone: FoundZone;
}

export interface ChallengeTargetOptions {
  readonly lookupAlias: AliasLookup;
  readonly finder: ZoneFinder;
  /**
   * Told of a look-up that failed; the name is then taken to be no alias, as on hosts that can reach the provider's
   * API through a proxy and no DNS. Left out: the failure is thrown.
   */
  readonly onUnknown?: (name: string, failure: Failure) => void;
}

/** Hops that are followed: resolvers give up at eight to sixteen. */
const longestChain = 8;

/**
 * Follows the CNAME records of a domain's challenge name, also into other zones.
 * @param domain any form, a wildcard or not
 * @throws Failure DNS where the records lead in a circle or too far, or cannot be looked up; ABORTED
 */
export async function findChallengeTarget(domain: string, options: ChallengeTargetOptions): Promise<ChallengeTarget> {
  const challengeName = `_acme-challenge.${canonicalName(domain).replace(/^\*\./, '')}`;
  const chain = [challengeName];
  let target = challengeName;
  let answer = await lookup(target, options);
  while (answer.alias !== undefined) {
    target = answer.alias;
    if (chain.includes(target)) throw badChain([...chain, target], 'lead in a circle');
    chain.push(target);
    if (chain.length > longestChain + 1) throw badChain(chain, `do not end after ${longestChain} hops`);
    answer = await lookup(target, options);
  }
  return { challengeName, target, chain, zone: await zoneOf(target, answer, options.finder) };
}

async function lookup(name: string, { lookupAlias, onUnknown }: ChallengeTargetOptions): Promise<AliasAnswer> {
  try {
    return await lookupAlias(name);
  } catch (error) {
    if (onUnknown === undefined || !isFailure(error, 'DNS')) throw error;
    onUnknown(name, error);
    return { alias: undefined, apex: undefined };
  }
}

/** The apex told with the answer spares a look-up of a name that may not exist yet; but `--delegated` wins. */
async function zoneOf(target: string, { apex }: AliasAnswer, finder: ZoneFinder): Promise<FoundZone> {
  return apex === undefined || finder.delegated ? finder.find(target) : { apex, source: 'soa' };
}

function badChain(chain: readonly string[], problem: string): Failure {
  return new Failure('DNS', `the CNAME records of ${chain[0]} ${problem}: ${chain.join(' → ')}`, {
    retryable: false,
    hint: 'Correct the CNAME records',
  });
}
