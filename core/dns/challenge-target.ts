import { Failure, isFailure } from '../sdk/failure.js';
import { canonicalName } from '../sdk/names.js';
import type { AliasAnswer, AliasLookup } from './alias-lookup.js';
import type { FoundZone, ZoneFinder } from './zone-finder.js';
import { parentOf } from './zone-names.js';

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
  /**
   * Where the CNAME record that a wildcard makes at the target would lead on. It is not followed as long as an account
   * has the zone of the target: a TXT record there takes the wildcard's place for that name alone (RFC 4592).
   */
  readonly beyond?: Pick<ChallengeTarget, 'target' | 'chain' | 'zone'>;
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
  const first = await follow(chain, options, false);
  const zone = await zoneOf(first.target, first.answer, options.finder);
  const found = { challengeName, target: first.target, chain: [...chain], zone };
  if (first.answer.alias === undefined) return found;
  const beyond = await followWildcard(chain, options);
  return beyond === undefined ? found : { ...found, beyond };
}

/** Undefined where the wildcard leads in a circle or nowhere: it was not meant for this. */
async function followWildcard(chain: string[], options: ChallengeTargetOptions): Promise<ChallengeTarget['beyond']> {
  try {
    const { target, answer } = await follow(chain, options, true);
    return { target, chain, zone: await zoneOf(target, answer, options.finder) };
  } catch (error) {
    if (isFailure(error, 'DNS')) return undefined;
    throw error;
  }
}

/** Follows from the last name of the chain, which grows; stops where a wildcard made the record, unless told to go on. */
async function follow(
  chain: string[],
  options: ChallengeTargetOptions,
  throughWildcards: boolean,
): Promise<{ readonly target: string; readonly answer: AliasAnswer }> {
  let target = chain.at(-1) ?? '';
  let answer = await lookup(target, options);
  while (answer.alias !== undefined && (throughWildcards || answer.synthesized !== true)) {
    target = answer.alias;
    if (chain.includes(target)) throw badChain([...chain, target], 'lead in a circle');
    chain.push(target);
    if (chain.length > longestChain + 1) throw badChain(chain, `do not end after ${longestChain} hops`);
    answer = await lookup(target, options);
  }
  return { target, answer };
}

async function lookup(name: string, { lookupAlias, onUnknown }: ChallengeTargetOptions): Promise<AliasAnswer> {
  try {
    return await lookupAlias(name);
  } catch (error) {
    if (onUnknown === undefined || !isFailure(error, 'DNS') || !error.retryable) throw error;
    onUnknown(name, error);
    return { alias: undefined, apex: undefined };
  }
}

/** The apex told with the answer spares a look-up of a name that may not exist yet; but `--delegated` wins. */
async function zoneOf(target: string, { alias, apex }: AliasAnswer, finder: ZoneFinder): Promise<FoundZone> {
  // Beside a wildcard's record stands nothing of the zone that it is in.
  if (alias !== undefined && !finder.delegated) return finder.find(parentOf(target));
  return apex === undefined || finder.delegated ? finder.find(target) : { apex, source: 'soa' };
}

function badChain(chain: readonly string[], problem: string): Failure {
  return new Failure('DNS', `the CNAME records of ${chain[0]} ${problem}: ${chain.join(' → ')}`, {
    retryable: false,
    hint: 'Correct the CNAME records',
  });
}
