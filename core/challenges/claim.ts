import type { ProviderProfile } from '../config/desired-state.js';
import type { ChallengeTarget } from '../dns/challenge-target.js';
import type { ChallengeProof } from '../sdk/record.js';

/** A name that is to be proved, and what somebody said about the way there. */
export interface Claim {
  /** Lower-case A-labels, without `*.`. */
  readonly domain: string;
  /** Id of the profile to write with; left out: chosen by zone, see `chooseProfile`. */
  readonly profile?: string | undefined;
  /** Whether CNAME records at the name of the proof are followed. */
  readonly followCnames: boolean;
  /** Where the proof goes when it is not `_acme-challenge.` and the domain: a full name. CNAME records are not followed from there. */
  readonly name?: string;
  /** Where somebody asked for it, for messages. */
  readonly place: string;
}

/** What the TXT record says. */
export interface ClaimedValue {
  readonly content: string;
  /** What it proves, for providers that want to know. */
  readonly proof?: ChallengeProof | undefined;
}

/** Where the DNS says that a proof goes. */
export interface ChallengeSpot {
  readonly target: ChallengeTarget;
  /** Undefined where none serves the name. */
  readonly profile: ProviderProfile | undefined;
  /** Zones that it may be in, the likeliest first; none without a profile. */
  readonly apexes: readonly string[];
}
