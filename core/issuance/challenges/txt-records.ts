import { describeFailure, isFailure, toFailure } from '../../sdk/failure.js';
import type { Journaled, TxtRecordEntry } from '../../store/index.js';
import type { PassContext } from '../pass/pass-context.js';
import { settleAll } from '../pass/settle-all.js';
import { awaitVisible } from './await-visible.js';
import { type ChallengeRecord, groupByZone, nameInZone } from './challenge-records.js';
import { afterRemoval } from './leftover-timing.js';
import { keptRecords, ParkedWait } from './parked.js';
import { type Become, removeRecords } from './remove-records.js';

/** The TXT records of one certificate, in the DNS and in the journal. */
export interface PublishedRecords {
  /**
   * Waits until the CA will see them. Where that takes long, or the time is up, they are kept for the next try.
   * @throws Failure PROPAGATION; ParkedWait
   */
  awaitVisible(onProgress: (waitedSeconds: number, missing: number) => void): Promise<void>;
  /**
   * Removes them again, in every outcome but that of being kept, and on its own deadline. What cannot be removed stays in
   * the journal for a later pass. Never throws.
   */
  cleanUp(): Promise<void>;
}

/** A record that the journal knows of. */
export interface JournaledRecord extends ChallengeRecord {
  readonly entry: Journaled<'txt-record'>;
}

/**
 * Writes the records of a certificate, or takes up those that were kept for its order. The intention is in the journal
 * before the provider is asked, so that a kill at any instant leaves none behind; whatever fails, what may have been
 * written is removed, unless the next try can begin with it.
 */
export async function publishRecords(
  context: PassContext,
  certificate: string,
  records: readonly ChallengeRecord[],
): Promise<PublishedRecords> {
  const kept = await takeUp(context, certificate, records);
  const zones = groupByZone(records);
  const contents = records.map(({ content }) => content);
  await Promise.all([...zones.keys()].map(({ apex }) => context.leftovers.settled(apex, contents)));
  const journaled = await Promise.all(
    records.map((record) => kept.get(record) ?? intend(context, certificate, record)),
  );
  const isKept = journaled.every(({ entry }) => (entry.waitUntil ?? 0) > 0);
  try {
    if (!isKept) await write(journaled);
  } catch (error) {
    if (isFailure(error, 'RATE_LIMITED')) await keep(context, journaled, 0);
    else await remove(context, certificate, journaled, isInDoubt(error) ? afterRemoval : gone);
    throw error;
  }
  let isToStay = false;

  /** The values stay where the next try can begin with them; a stop of the program removes what no wait was parked for. */
  async function stay(error: unknown): Promise<void> {
    if (error instanceof ParkedWait) await keep(context, journaled, error.until);
    else if (isFailure(error, 'PROPAGATION')) await keep(context, journaled, 0);
    else if (!isKept || !isFailure(error, 'ABORTED')) return;
    isToStay = true;
  }

  return {
    cleanUp: () => (isToStay ? Promise.resolve() : remove(context, certificate, journaled, gone)),
    async awaitVisible(onProgress) {
      try {
        await awaitVisible(context, journaled, onProgress);
      } catch (error) {
        await stay(error);
        throw error;
      }
    },
  };
}

/** Removes what was kept for an order that needs no proof any more: it was interrupted after that. @throws Failure STORE */
export async function dropKept({ store, state, clock, leftovers }: PassContext, certificate: string): Promise<void> {
  const kept = await keptRecords(store, state, clock.now());
  const own = kept.filter((entry) => entry.certificate === certificate);
  if (own.length > 0) leftovers.add(own);
}

/** Which of the records were kept; others that were kept for this certificate are of no use any more and go. */
async function takeUp(
  { store, state, clock, leftovers }: PassContext,
  certificate: string,
  records: readonly ChallengeRecord[],
): Promise<Map<ChallengeRecord, JournaledRecord>> {
  const found = new Map<ChallengeRecord, JournaledRecord>();
  const own = (await keptRecords(store, state, clock.now())).filter((entry) => entry.certificate === certificate);
  const strays = own.filter((entry) => {
    const record = records.find((candidate) => !found.has(candidate) && isSame(candidate, entry));
    if (record !== undefined) found.set(record, { ...record, entry });
    return record === undefined;
  });
  if (strays.length > 0) leftovers.add(strays);
  return found;
}

function isSame(record: ChallengeRecord, entry: TxtRecordEntry): boolean {
  const { zone, content } = record;
  return (
    entry.content === content &&
    entry.zone === zone.apex &&
    entry.name === nameInZone(record) &&
    entry.provider === zone.profile.provider &&
    entry.profile === zone.profile.id
  );
}

/** What was never asked for cannot be there; the rest of an earlier try may be. */
async function write(records: readonly JournaledRecord[]): Promise<void> {
  const writes = [...groupByZone(records)].flatMap(([{ writer }, own]) => {
    const before = own.filter(({ entry }) => entry.waitUntil !== undefined);
    const anew = own.filter(({ entry }) => entry.waitUntil === undefined);
    return [
      ...(before.length > 0 ? [writer.create(before.map(newRecord))] : []),
      ...(anew.length > 0 ? [writer.create(anew.map(newRecord), true)] : []),
    ];
  });
  await settleAll(writes);
}

/** Says in the journal that the order in hand needs these. */
async function keep({ store }: PassContext, records: readonly JournaledRecord[], waitUntil: number): Promise<void> {
  await Promise.all(records.map(({ entry: { id, ...entry } }) => store.journal.update(id, { ...entry, waitUntil })));
}

/** A request without an answer may still be carried out: what was removed may then come back. */
export function isInDoubt(error: unknown): boolean {
  return !isFailure(error) || isFailure(error, 'TIMEOUT', 'NETWORK', 'ABORTED', 'SERVER', 'RESPONSE');
}

function gone(): undefined {
  return undefined;
}

function newRecord({ zone, name, content, proof }: ChallengeRecord) {
  return { type: 'TXT', name, content, ttl: zone.ttl, proof };
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
    ...(record.servedBy !== apex && { servedBy: record.servedBy }),
    ...(record.proof !== undefined && { proof: record.proof }),
    provider: profile.provider,
    profile: profile.id,
    ...(certificate !== undefined && { certificate }),
    createdAt: clock.now(),
  };
  return { ...record, entry: { ...entry, id: await store.journal.add(entry) } };
}

async function remove(
  context: PassContext,
  certificate: string,
  records: readonly JournaledRecord[],
  become: Become,
): Promise<void> {
  const removals = [...groupByZone(records)].map(async ([zone, own]) => {
    try {
      await removeRecords(
        context,
        zone,
        own.map(({ entry }) => entry),
        become,
      );
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
    }
  });
  await Promise.all(removals);
}
