import { isFailure } from '../sdk/failure.js';
import type { Journaled } from '../store/facts/journal.js';
import type { TxtRecordEntry } from '../store/facts/journal-entries.js';
import type { ChallengeContext } from './challenge-context.js';
import { type ChallengeRecord, nameInZone } from './challenge-records.js';

/** A record that the journal knows of. */
export interface JournaledRecord extends ChallengeRecord {
  readonly entry: Journaled<'txt-record'>;
}

/**
 * Announces a record in the journal, before the provider is asked to create it.
 * @param owner undefined for a record that proves nothing
 * @throws Failure STORE
 */
export async function intend(
  { journal, clock }: Pick<ChallengeContext, 'journal' | 'clock'>,
  owner: string | undefined,
  record: ChallengeRecord,
): Promise<JournaledRecord> {
  const { profile, apex } = record.zone;
  const entry: TxtRecordEntry = {
    kind: 'txt-record',
    zone: apex,
    name: nameInZone(record),
    content: record.content,
    ...(record.servedBy !== apex && { servedBy: record.servedBy }),
    ...(record.proof !== undefined && { proof: record.proof }),
    provider: profile.provider,
    profile: profile.id,
    ...(owner !== undefined && { certificate: owner }),
    createdAt: clock.now(),
  };
  return { ...record, entry: { ...entry, id: await journal.add(entry) } };
}

/** A request without an answer may still be carried out: what was removed may then come back. */
export function isInDoubt(error: unknown): boolean {
  return !isFailure(error) || isFailure(error, 'TIMEOUT', 'NETWORK', 'ABORTED', 'SERVER', 'RESPONSE');
}

export function newRecord({ zone, name, content, proof }: ChallengeRecord) {
  return { type: 'TXT', name, content, ttl: zone.ttl, proof };
}
