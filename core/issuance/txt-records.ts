import { awaitPropagation } from '../dns/propagation.js';
import { withSignal } from '../http/ambient-signal.js';
import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import type { Journaled, TxtRecordEntry } from '../store/index.js';
import { type ChallengeRecord, groupByZone, nameInZone } from './challenge-records.js';
import { groupBy } from './group-by.js';
import { settle } from './leftover-records.js';
import { afterFailure, afterRemoval } from './leftover-timing.js';
import type { PassContext } from './pass-context.js';

/** The TXT records of one certificate, in the DNS and in the journal. */
export interface PublishedRecords {
  /** Waits until the CA will see them. @throws Failure PROPAGATION */
  awaitVisible(onProgress: (waitedSeconds: number, missing: number) => void): Promise<void>;
  /** Removes them again, in every outcome and on its own deadline. What cannot be removed stays in the journal. Never throws. */
  cleanUp(): Promise<void>;
}

/** A record that the journal knows of. */
export interface JournaledRecord extends ChallengeRecord {
  readonly entry: Journaled<'txt-record'>;
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
  const zones = groupByZone(records);
  await Promise.all([...zones.keys()].map(({ apex }) => context.leftovers.settled(apex)));
  const journaled = await Promise.all(records.map((record) => intend(context, certificate, record)));
  try {
    await settleAll([...groupByZone(journaled)].map(([zone, own]) => zone.writer.create(own.map(newRecord))));
  } catch (error) {
    await removeRecords(context, certificate, journaled, isInDoubt(error) ? afterRemoval : gone);
    throw error;
  }
  return {
    cleanUp: () => removeRecords(context, certificate, journaled, gone),
    awaitVisible: (onProgress) => awaitVisible(context, journaled, onProgress),
  };
}

/** A request without an answer may still be carried out: what was removed may then come back. */
export function isInDoubt(error: unknown): boolean {
  return !isFailure(error) || isFailure(error, 'TIMEOUT', 'NETWORK', 'ABORTED', 'SERVER', 'RESPONSE');
}

function gone(): undefined {
  return undefined;
}

function newRecord({ zone, name, content }: ChallengeRecord) {
  return { type: 'TXT', name, content, ttl: zone.ttl };
}

/**
 * Announces a record in the journal, before the provider is asked to create it.
 * @param certificate undefined for a record that proves nothing
 * @throws Failure STORE
 */
export async function intend(
  { store, clock }: Pick<PassContext, 'store' | 'clock'>,
  certificate: string | undefined,
  record: ChallengeRecord,
): Promise<JournaledRecord> {
  const { profile, apex } = record.zone;
  const entry: TxtRecordEntry = {
    kind: 'txt-record',
    zone: apex,
    name: nameInZone(record),
    content: record.content,
    provider: profile.provider,
    profile: profile.id,
    ...(certificate !== undefined && { certificate }),
    createdAt: clock.now(),
  };
  return { ...record, entry: { ...entry, id: await store.journal.add(entry) } };
}

/** Waits for all of them, so that no write is under way any more when the clean-up starts; then throws the first failure. */
async function settleAll(works: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function awaitVisible(
  { dns, signal, log }: PassContext,
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
      expected: own.map(({ name, content, servedBy }) => ({ name, value: content, apex: servedBy })),
      resolver: dns.resolver,
      zoneServers: dns.zoneServers,
      sleepTimeSeconds: propagation.sleepTime,
      maxChecks: propagation.maxChecks,
      signal,
      onProgress: ({ waitedMs, missing }) => onProgress(waitedMs / 1000, missing),
      onWarning: (message) => log.warn({ event: 'dns.servers' }, message),
    });
  });
  await settleAll(waits);
}

async function removeRecords(
  context: PassContext,
  certificate: string,
  records: readonly JournaledRecord[],
  become: typeof afterRemoval,
): Promise<void> {
  const removals = [...groupByZone(records)].map(async ([zone, own]) => {
    const entries = own.map(({ entry }) => entry);
    try {
      await zone.writer.remove(own.map(({ name, content }) => ({ type: 'TXT', name, content })));
      await settle(context, entries, become);
    } catch (error) {
      context.log.warn(
        {
          event: 'records.left',
          certificate,
          zone: zone.apex,
          names: own.map(({ name }) => name),
          reason: describeFailure(toFailure(error)),
        },
        'TXT records could not be removed; a later pass tries again',
      );
      await settle(context, entries, afterFailure);
    }
  });
  await Promise.all(removals);
}
