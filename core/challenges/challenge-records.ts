import { groupBy } from '../sdk/group-by.js';
import { relativeName } from '../sdk/names.js';
import type { ChallengeProof } from '../sdk/record.js';
import type { ClaimedValue } from './claim.js';
import type { OpenZone } from './provider-pool.js';

/** Where a proof is written. */
export interface ChallengePlace {
  readonly zone: OpenZone;
  /** Where it is written: full name, no final dot. */
  readonly name: string;
  /** The zone whose name servers answer for it: mostly, but not always, the one that it is written to. */
  readonly servedBy: string;
  /** Where the CA will find it, where that is another name and zone: CNAME records lead there that are not followed for the writing. */
  readonly seenAt?: { readonly name: string; readonly servedBy: string };
}

/** A TXT record that proves a name. */
export interface ChallengeRecord extends ChallengePlace {
  readonly content: string;
  /** What it proves, where the provider wants to know. */
  readonly proof?: ChallengeProof | undefined;
}

/** The record for a value at its place. Pure. */
export function recordAt(place: ChallengePlace, { content, proof }: ClaimedValue): ChallengeRecord {
  return { ...place, content, ...(place.zone.proofs && { proof }) };
}

/** Records by the zone they are in, so that each zone is written to once. */
export function groupByZone<R extends ChallengeRecord>(records: readonly R[]): Map<OpenZone, R[]> {
  return groupBy(records, ({ zone }) => zone);
}

/** The name as the journal keeps it. */
export function nameInZone({ zone, name }: Pick<ChallengePlace, 'zone' | 'name'>): string {
  return relativeName(name, zone.apex);
}
