import type { AcmeAuthorization } from '../../acme/index.js';
import { chooseProfile } from '../../config/choose-profile.js';
import type { DesiredCertificate } from '../../config/desired-state.js';
import { type ChallengeTarget, findChallengeTarget } from '../../dns/challenge-target.js';
import { zoneCandidates } from '../../dns/zone-candidates.js';
import { delegatedZone, registrableDomain } from '../../dns/zone-names.js';
import { Failure, isFailure } from '../../sdk/failure.js';
import { relativeName } from '../../sdk/names.js';
import type { ChallengeProof } from '../../sdk/record.js';
import { groupBy } from '../pass/group-by.js';
import type { PassContext } from '../pass/pass-context.js';
import type { OpenZone } from './provider-pool.js';

/** A TXT record that proves a name. */
export interface ChallengeRecord {
  readonly zone: OpenZone;
  /** Where it is written: full name, no final dot. */
  readonly name: string;
  readonly content: string;
  /** What it proves, where the provider wants to know. */
  readonly proof?: ChallengeProof | undefined;
  /** The zone whose name servers answer for it: mostly, but not always, the one that it is written to. */
  readonly servedBy: string;
  /** Where the CA will find it, where that is another name and zone: CNAME records lead there that are not followed for the writing. */
  readonly seenAt?: { readonly name: string; readonly servedBy: string };
}

/** Finds out where each proof has to be written, and with which account; wildcard and apex share a name. */
export async function locateChallenges(
  context: PassContext,
  certificate: DesiredCertificate,
  pending: readonly AcmeAuthorization[],
): Promise<ChallengeRecord[]> {
  return Promise.all(pending.map((authorization) => locate(context, certificate, authorization)));
}

async function locate(
  context: PassContext,
  certificate: DesiredCertificate,
  authorization: AcmeAuthorization,
): Promise<ChallengeRecord> {
  const place = await targetOf(context, certificate, authorization.domain);
  try {
    const opened = withProof(await openAt(context, certificate, place), authorization);
    return { ...opened, ...(await seenAt(context, certificate, opened, authorization)) };
  } catch (error) {
    // No account has the name itself, so the wildcard may have been made to lead the challenges elsewhere.
    if (place.beyond === undefined || !isFailure(error, 'ZONE_NOT_FOUND', 'CONFIG')) throw error;
    context.log.debug(
      { event: 'dns.wildcard-followed', chain: place.beyond.chain },
      'following the CNAME of a wildcard',
    );
    try {
      return withProof(await openAt(context, certificate, { ...place, ...place.beyond }), authorization);
    } catch {
      throw error;
    }
  }
}

/** A service with a zone of its own, which answers for others by CNAME records, is given the names that people know. */
async function seenAt(
  { dns }: PassContext,
  { followCnames }: DesiredCertificate,
  { zone, name }: ChallengeRecord,
  { domain }: AcmeAuthorization,
): Promise<Pick<ChallengeRecord, 'seenAt'>> {
  if (followCnames || !zone.exactNames) return {};
  const led = await findChallengeTarget(domain, { lookupAlias: dns.lookupAlias, finder: dns.finder });
  return led.target === name ? {} : { seenAt: { name: led.target, servedBy: led.zone.apex } };
}

function withProof(
  place: Omit<ChallengeRecord, 'content'>,
  { recordValue = '', proof }: AcmeAuthorization,
): ChallengeRecord {
  return { ...place, content: recordValue, ...(place.zone.proofs && { proof }) };
}

/** Opens the zone that a challenge's record goes to. @throws Failure CONFIG where no profile serves it, and those of the pool */
async function openAt(
  { state, providers }: PassContext,
  certificate: DesiredCertificate,
  place: ChallengeTarget,
): Promise<Omit<ChallengeRecord, 'content'>> {
  const { target, challengeName, zone } = place;
  const isAlias = target !== challengeName;
  const profile = chooseProfile(state, certificate, target, isAlias);
  if (profile === undefined) {
    throw new Failure('CONFIG', `no profile serves ${target}${wayTo(place)}`, {
      place: `${certificate.source.file}:${certificate.source.line}`,
      hint: 'Name a profile in the certificate, or its zone in a profile',
    });
  }
  const { delegated } = profile;
  const apexes =
    delegated === undefined ? zoneCandidates(target, zone) : [delegatedZone(delegated, registrableDomain(target))];
  try {
    const open = await providers.zone(profile, apexes);
    return { zone: open, name: target, servedBy: zone.source === 'soa' ? zone.apex : open.apex };
  } catch (error) {
    throw isFailure(error, 'ZONE_NOT_FOUND') ? explainZone(error, place) : error;
  }
}

/** Adds to "the zone is not in this account" why that zone was looked for. */
function explainZone(failure: Failure, place: ChallengeTarget): Failure {
  const { answered } = place.zone;
  const guessed = answered === undefined ? '' : `; the zone of ${place.target} could not be looked up: ${answered}`;
  return new Failure(failure.code, `${failure.message}${wayTo(place)}${guessed}`, {
    cause: failure,
    ...(place.target === place.challengeName
      ? failure.hint !== undefined && { hint: failure.hint }
      : {
          hint: `Name a profile with the zone of ${place.target}, remove the CNAME record, or set FOLLOW_CNAMES=false`,
        }),
    ...(failure.place !== undefined && { place: failure.place }),
  });
}

/** ` (_acme-challenge.example.com is a CNAME of …)`, nothing where there is none. */
function wayTo({ chain: [first, ...rest] }: ChallengeTarget): string {
  return rest.length === 0 ? '' : ` (${first} is a CNAME of ${rest.join(' → ')})`;
}

async function targetOf(
  { dns, log }: PassContext,
  { followCnames }: DesiredCertificate,
  domain: string,
): Promise<ChallengeTarget> {
  if (followCnames) {
    return findChallengeTarget(domain, {
      lookupAlias: dns.lookupAlias,
      finder: dns.finder,
      onUnknown: (name, { message }) =>
        log.debug({ event: 'dns.alias-unknown', name, message }, 'taken to be no alias'),
    });
  }
  const challengeName = `_acme-challenge.${domain}`;
  return { challengeName, target: challengeName, chain: [challengeName], zone: await dns.finder.find(domain) };
}

/** Records by the zone they are in, so that each zone is written to once. */
export function groupByZone<R extends ChallengeRecord>(records: readonly R[]): Map<OpenZone, R[]> {
  return groupBy(records, ({ zone }) => zone);
}

/** The name as the journal keeps it. */
export function nameInZone({ zone, name }: ChallengeRecord): string {
  return relativeName(name, zone.apex);
}
