import type { Claim } from '../challenges/index.js';
import type { DesiredCertificate, ProviderProfile } from '../config/desired-state.js';
import type { ChallengeTarget } from '../dns/challenge-target.js';
import { Failure, isFailure, toFailure } from '../sdk/index.js';
import type { CheckContext } from './context.js';

/** Where the proof of a name goes, and with which account; or why that cannot be told. */
export interface LocatedName {
  readonly claim: Claim;
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
  const wanted = new Map<string, Claim>();
  for (const certificate of context.state.certificates) {
    for (const name of certificate.domains) {
      const claim = claimOf(certificate, name.replace(/^\*\./, ''));
      wanted.set(`${claim.profile ?? ''} ${claim.followCnames} ${claim.domain}`, claim);
    }
  }
  return Promise.all([...wanted.values()].map((claim) => locate(context, claim)));
}

function claimOf({ profile, followCnames, source }: DesiredCertificate, domain: string): Claim {
  return { domain, profile, followCnames, place: `${source.file}:${source.line}` };
}

async function locate({ broker }: CheckContext, claim: Claim): Promise<LocatedName> {
  const { domain } = claim;
  try {
    const { target: challenge, profile, apexes } = await broker.find(claim);
    const failure = profile === undefined ? unserved(challenge.target) : undefined;
    return { claim, domain, challenge, profile, apexes, failure };
  } catch (error) {
    if (isFailure(error, 'ABORTED')) throw error;
    return { claim, domain, challenge: undefined, profile: undefined, apexes: [], failure: toFailure(error) };
  }
}

function unserved(target: string): Failure {
  return new Failure('CONFIG', `no profile serves ${target}`, {
    hint: 'Name a profile in the certificate, or its zone in a profile',
  });
}
