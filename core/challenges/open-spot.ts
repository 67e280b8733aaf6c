import type { ChallengeTarget } from '../dns/challenge-target.js';
import { findChallengeTarget } from '../dns/challenge-target.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { ChallengeContext } from './challenge-context.js';
import type { ChallengePlace } from './challenge-records.js';
import type { ChallengeSpot, Claim } from './claim.js';
import { spotAt } from './find-spot.js';

type Surroundings = Pick<ChallengeContext, 'dns' | 'log' | 'profiles' | 'providers'>;

/**
 * Asks the account for the zone of a spot. Where no account has it, and a wildcard made it, the wildcard may have been
 * meant to lead the challenges elsewhere.
 * @throws Failure CONFIG where no profile serves it, and those of the pool
 */
export async function openSpot(context: Surroundings, claim: Claim, spot: ChallengeSpot): Promise<ChallengePlace> {
  const { beyond } = spot.target;
  try {
    const opened = await openAt(context, claim, spot);
    return { ...opened, ...(await seenAt(context, claim, opened)) };
  } catch (error) {
    if (beyond === undefined || !isFailure(error, 'ZONE_NOT_FOUND', 'CONFIG')) throw error;
    context.log.debug({ event: 'dns.wildcard-followed', chain: beyond.chain }, 'following the CNAME of a wildcard');
    try {
      return await openAt(context, claim, spotAt(context, claim, { ...spot.target, ...beyond }));
    } catch {
      throw error;
    }
  }
}

/** A service with a zone of its own, which answers for others by CNAME records, is given the names that people know. */
async function seenAt(
  { dns }: Surroundings,
  { followCnames, domain }: Claim,
  { zone, name }: ChallengePlace,
): Promise<Pick<ChallengePlace, 'seenAt'>> {
  if (followCnames || !zone.exactNames) return {};
  const led = await findChallengeTarget(domain, { lookupAlias: dns.lookupAlias, finder: dns.finder });
  return led.target === name ? {} : { seenAt: { name: led.target, servedBy: led.zone.apex } };
}

async function openAt(
  { providers }: Surroundings,
  { place }: Claim,
  { target: found, profile, apexes }: ChallengeSpot,
): Promise<ChallengePlace> {
  const { target, zone } = found;
  if (profile === undefined) {
    throw new Failure('CONFIG', `no profile serves ${target}${wayTo(found)}`, {
      place,
      hint: 'Name a profile in the certificate, or its zone in a profile',
    });
  }
  try {
    const open = await providers.zone(profile, apexes);
    return { zone: open, name: target, servedBy: zone.source === 'soa' ? zone.apex : open.apex };
  } catch (error) {
    throw isFailure(error, 'ZONE_NOT_FOUND') ? explainZone(error, found) : error;
  }
}

/** Adds to "the zone is not in this account" why that zone was looked for. */
function explainZone(failure: Failure, found: ChallengeTarget): Failure {
  const { answered } = found.zone;
  const guessed = answered === undefined ? '' : `; the zone of ${found.target} could not be looked up: ${answered}`;
  return new Failure(failure.code, `${failure.message}${wayTo(found)}${guessed}`, {
    cause: failure,
    ...(found.target === found.challengeName
      ? failure.hint !== undefined && { hint: failure.hint }
      : {
          hint: `Name a profile with the zone of ${found.target}, remove the CNAME record, or set FOLLOW_CNAMES=false`,
        }),
    ...(failure.place !== undefined && { place: failure.place }),
  });
}

/** ` (_acme-challenge.example.com is a CNAME of …)`, nothing where there is none. */
function wayTo({ chain: [first, ...rest] }: ChallengeTarget): string {
  return rest.length === 0 ? '' : ` (${first} is a CNAME of ${rest.join(' → ')})`;
}
