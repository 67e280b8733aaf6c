import type { AcmeAuthorization } from '../acme/index.js';
import { chooseProfile } from '../config/choose-profile.js';
import type { DesiredCertificate } from '../config/desired-state.js';
import { type ChallengeTarget, findChallengeTarget } from '../dns/challenge-target.js';
import { delegatedZone, registrableDomain } from '../dns/zone-names.js';
import { Failure } from '../sdk/failure.js';
import { relativeName } from '../sdk/names.js';
import { groupBy } from './group-by.js';
import type { PassContext } from './pass-context.js';
import type { OpenZone } from './provider-pool.js';

/** A TXT record that proves a name. */
export interface ChallengeRecord {
  readonly zone: OpenZone;
  /** Where it is written: full name, no final dot. */
  readonly name: string;
  readonly content: string;
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
  const { state, providers } = context;
  const { target, challengeName, zone } = await targetOf(context, certificate, authorization.domain);
  const profile = chooseProfile(state, certificate, target, target !== challengeName);
  if (profile === undefined) {
    throw new Failure('CONFIG', `no profile serves ${target}`, {
      place: `${certificate.source.file}:${certificate.source.line}`,
      hint: 'Name a profile in the certificate, or its zone in a profile',
    });
  }
  const registrable = registrableDomain(target);
  const apexes =
    profile.delegated === undefined ? [zone.apex, registrable] : [delegatedZone(profile.delegated, registrable)];
  return { zone: await providers.zone(profile, apexes), name: target, content: authorization.recordValue ?? '' };
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
