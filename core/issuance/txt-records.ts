import { awaitPropagation } from '../dns/propagation.js';
import { withSignal } from '../http/ambient-signal.js';
import { describeFailure, toFailure } from '../sdk/failure.js';
import { type ChallengeRecord, groupByZone, nameInZone } from './challenge-records.js';
import { groupBy } from './group-by.js';
import type { PassContext } from './pass-context.js';

/** The TXT records of one certificate, in the DNS and in the journal. */
export interface PublishedRecords {
  /** Waits until the CA will see them. @throws Failure PROPAGATION */
  awaitVisible(onProgress: (waitedSeconds: number, missing: number) => void): Promise<void>;
  /** Removes them again, in every outcome and on its own deadline. What cannot be removed stays in the journal. Never throws. */
  cleanUp(): Promise<void>;
}

interface JournaledRecord extends ChallengeRecord {
  readonly journalId: string;
}

/**
 * Writes the records of a certificate. The intention is in the journal before the provider is asked, so that a kill at
 * any instant leaves none behind; whatever fails, what may have been written is removed.
 */
export async function publishRecords(
  context: PassContext,
  certificate: string,
  records: readonly ChallengeRecord[],
): Promise<PublishedRecords> {
  const journaled = await Promise.all(records.map((record) => intend(context, certificate, record)));
  const zones = [...groupByZone(journaled)];
  const cleanUp = () => removeRecords(context, certificate, journaled);
  try {
    await settleAll(zones.map(([zone, own]) => zone.writer.create(own.map((record) => newRecord(record)))));
  } catch (error) {
    await cleanUp();
    throw error;
  }
  return { cleanUp, awaitVisible: (onProgress) => awaitVisible(context, journaled, onProgress) };
}

function newRecord({ zone, name, content }: ChallengeRecord) {
  return { type: 'TXT', name, content, ttl: zone.ttl };
}

async function intend(
  { store, clock }: PassContext,
  certificate: string,
  record: ChallengeRecord,
): Promise<JournaledRecord> {
  const { profile, apex } = record.zone;
  const journalId = await store.journal.add({
    kind: 'txt-record',
    zone: apex,
    name: nameInZone(record),
    content: record.content,
    provider: profile.provider,
    profile: profile.id,
    certificate,
    createdAt: clock.now(),
  });
  return { ...record, journalId };
}

/** Waits for all of them, so that no write is under way any more when the clean-up starts; then throws the first failure. */
async function settleAll(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function awaitVisible(
  { dns, signal }: PassContext,
  records: readonly ChallengeRecord[],
  onProgress: (waitedSeconds: number, missing: number) => void,
): Promise<void> {
  const zones = [...groupByZone(records)];
  await settleAll(zones.map(([zone]) => withSignal(signal, zone.service.awaitLive)));
  // Profiles may differ in how they wait; each group waits in its own way, all at the same time.
  const byProfile = groupBy(records, ({ zone }) => zone.profile);
  const waits = [...byProfile].map(async ([{ propagation }, own]) => {
    await awaitPropagation({
      mode: propagation.mode,
      expected: own.map(({ name, content, zone }) => ({ name, value: content, apex: zone.apex })),
      resolver: dns.resolver,
      zoneServers: dns.zoneServers,
      sleepTimeSeconds: propagation.sleepTime,
      maxChecks: propagation.maxChecks,
      signal,
      onProgress: ({ waitedMs, missing }) => onProgress(waitedMs / 1000, missing),
    });
  });
  await settleAll(waits);
}

async function removeRecords(
  context: PassContext,
  certificate: string,
  records: readonly JournaledRecord[],
): Promise<void> {
  const { store, log } = context;
  const removals = [...groupByZone(records)].map(async ([zone, own]) => {
    const doomed = own.map(({ name, content }) => ({ type: 'TXT', name, content }));
    try {
      await zone.writer.remove(doomed);
      for (const { journalId } of own) await store.journal.remove(journalId);
    } catch (error) {
      log.warn(
        {
          event: 'records.left',
          certificate,
          zone: zone.apex,
          names: own.map(({ name }) => name),
          reason: describeFailure(toFailure(error)),
        },
        'TXT records could not be removed; the next pass tries again',
      );
    }
  });
  await Promise.all(removals);
}
