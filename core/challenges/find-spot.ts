import { chooseProfile } from '../config/choose-profile.js';
import type { ProviderProfile } from '../config/desired-state.js';
import { type ChallengeTarget, findChallengeTarget } from '../dns/challenge-target.js';
import { zoneCandidates } from '../dns/zone-candidates.js';
import { delegatedZone, registrableDomain } from '../dns/zone-names.js';
import type { ChallengeContext } from './challenge-context.js';
import type { ChallengeSpot, Claim } from './claim.js';

/** Looks in the DNS where the proof of a name goes, and which account would write it. @throws Failure DNS, ABORTED */
export async function findSpot(
  context: Pick<ChallengeContext, 'dns' | 'log' | 'profiles'>,
  claim: Claim,
): Promise<ChallengeSpot> {
  const target = await targetOf(context, claim);
  return spotAt(context, claim, target);
}

/** The account for a target, and the zones that it may have there. Pure. */
export function spotAt(
  { profiles }: Pick<ChallengeContext, 'profiles'>,
  claim: Pick<Claim, 'profile'>,
  target: ChallengeTarget,
): ChallengeSpot {
  const isAlias = target.target !== target.challengeName;
  const profile = chooseProfile({ profiles }, { profile: claim.profile }, target.target, isAlias);
  return { target, profile, apexes: profile === undefined ? [] : apexesOf(target, profile) };
}

function apexesOf({ target, zone }: ChallengeTarget, { delegated }: ProviderProfile): string[] {
  return delegated === undefined ? zoneCandidates(target, zone) : [delegatedZone(delegated, registrableDomain(target))];
}

async function targetOf(
  { dns, log }: Pick<ChallengeContext, 'dns' | 'log'>,
  { domain, followCnames, name }: Claim,
): Promise<ChallengeTarget> {
  if (followCnames && name === undefined) {
    return findChallengeTarget(domain, {
      lookupAlias: dns.lookupAlias,
      finder: dns.finder,
      // The name of the proof need not exist yet, and its servers need not answer yet.
      onUnknown: (unknown, { message }) =>
        log.debug({ event: 'dns.alias-unknown', name: unknown, message }, 'taken to be no alias'),
    });
  }
  const challengeName = name ?? `_acme-challenge.${domain}`;
  return { challengeName, target: challengeName, chain: [challengeName], zone: await dns.finder.find(domain) };
}
