import { chooseProfile, type DesiredCertificate, type ProviderProfile } from '../config/index.js';
import {
  type ChallengeTarget,
  delegatedZone,
  findChallengeTarget,
  registrableDomain,
  zoneCandidates,
} from '../dns/index.js';
import { Failure, isFailure, toFailure } from '../sdk/index.js';
import type { CheckContext } from './context.js';

/** Where the proof of a name goes, and with which account; or why that cannot be told. */
export interface LocatedName {
  /** Without `*.`. */
  readonly domain: string;
  readonly challenge: ChallengeTarget | undefined;
  readonly profile: ProviderProfile | undefined;
  /** Zones that it may be in, the likeliest first. */
  readonly apexes: readonly string[];
  readonly failure: Failure | undefined;
}

/** Looks where the challenges of all certificates lead; each name once for each profile. Never throws but ABORTED. */
export async function locateNames(context: CheckContext): Promise<LocatedName[]> {
  const wanted = new Map<string, { domain: string; certificate: DesiredCertificate }>();
  for (const certificate of context.state.certificates) {
    for (const name of certificate.domains) {
      const domain = name.replace(/^\*\./, '');
      wanted.set(`${certificate.profile ?? ''} ${certificate.followCnames} ${domain}`, { domain, certificate });
    }
  }
  return Promise.all([...wanted.values()].map(({ domain, certificate }) => locate(context, domain, certificate)));
}

async function locate(context: CheckContext, domain: string, certificate: DesiredCertificate): Promise<LocatedName> {
  try {
    const challenge = await targetOf(context, domain, certificate);
    const isAlias = challenge.target !== challenge.challengeName;
    const profile = chooseProfile(context.state, certificate, challenge.target, isAlias);
    const failure = profile === undefined ? unserved(challenge.target) : undefined;
    return { domain, challenge, profile, apexes: apexesOf(challenge, profile), failure };
  } catch (error) {
    if (isFailure(error, 'ABORTED')) throw error;
    return { domain, challenge: undefined, profile: undefined, apexes: [], failure: toFailure(error) };
  }
}

async function targetOf(
  { dns }: CheckContext,
  domain: string,
  { followCnames }: DesiredCertificate,
): Promise<ChallengeTarget> {
  if (followCnames)
    return findChallengeTarget(domain, {
      lookupAlias: dns.lookupAlias,
      finder: dns.finder,
      // The name of the proof need not exist yet, and its servers need not answer yet.
      onUnknown: () => {},
    });
  const challengeName = `_acme-challenge.${domain}`;
  return { challengeName, target: challengeName, chain: [challengeName], zone: await dns.finder.find(domain) };
}

function apexesOf({ target, zone }: ChallengeTarget, profile: ProviderProfile | undefined): string[] {
  if (profile?.delegated !== undefined) return [delegatedZone(profile.delegated, registrableDomain(target))];
  return zoneCandidates(target, zone);
}

function unserved(target: string): Failure {
  return new Failure('CONFIG', `no profile serves ${target}`, {
    hint: 'Name a profile in the certificate, or its zone in a profile',
  });
}
