import { describeFailure, isFailure, toFailure } from '../sdk/failure.js';
import { settleAll } from '../sdk/settle-all.js';
import { awaitVisible, type OnProgress, type WaitOptions } from './await-visible.js';
import type { ChallengeContext } from './challenge-context.js';
import { type ChallengeRecord, groupByZone } from './challenge-records.js';
import { intend, isInDoubt, type JournaledRecord, newRecord } from './intend.js';
import { ParkedWait, takeUp } from './kept-records.js';
import { afterRemoval } from './leftover-timing.js';
import { type Become, removeRecords } from './remove-records.js';

/** The TXT records of one owner, in the DNS and in the journal. */
export interface PublishedRecords {
  /**
   * Waits until the CA will see them. Where that takes long, or the time is up, they are kept for the next try, if there may be one.
   * @throws Failure PROPAGATION; ParkedWait
   */
  awaitVisible(onProgress?: OnProgress, options?: Partial<Pick<WaitOptions, 'signal'>>): Promise<void>;
  /**
   * Removes them again, in every outcome but that of being kept, and on its own deadline. What cannot be removed stays in
   * the journal for a later pass. Never throws.
   */
  cleanUp(): Promise<void>;
}

/** What publishing needs of a broker. */
export type PublishContext = Pick<
  ChallengeContext,
  'journal' | 'keptOwners' | 'leftovers' | 'clock' | 'log' | 'dns' | 'env' | 'signal' | 'mayPark'
>;

/**
 * Writes the records of an owner, or takes up those that were kept for its order. The intention is in the journal
 * before the provider is asked, so that a kill at any instant leaves none behind; whatever fails, what may have been
 * written is removed, unless the next try can begin with it.
 */
export async function publishRecords(
  context: PublishContext,
  owner: string,
  records: readonly ChallengeRecord[],
): Promise<PublishedRecords> {
  const kept = await takeUp(context, owner, records);
  const zones = groupByZone(records);
  const contents = records.map(({ content }) => content);
  await Promise.all([...zones.keys()].map(({ apex }) => context.leftovers.settled(apex, contents)));
  const journaled = await Promise.all(
    records.map((record) => {
      const entry = kept.get(record);
      return entry === undefined ? intend(context, owner, record) : { ...record, entry };
    }),
  );
  const isKept = journaled.every(({ entry }) => (entry.waitUntil ?? 0) > 0);
  try {
    if (!isKept) await write(journaled);
  } catch (error) {
    if (isFailure(error, 'RATE_LIMITED')) await keep(context, journaled, 0);
    else await remove(context, owner, journaled, isInDoubt(error) ? afterRemoval : gone);
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
    cleanUp: () => (isToStay ? Promise.resolve() : remove(context, owner, journaled, gone)),
    async awaitVisible(onProgress = () => {}, { signal = context.signal } = {}) {
      const { mayPark } = context;
      try {
        await awaitVisible(context, journaled, { onProgress, signal, mayPark });
      } catch (error) {
        if (mayPark) await stay(error);
        throw error;
      }
    },
  };
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
async function keep(
  { journal }: Pick<ChallengeContext, 'journal'>,
  records: readonly JournaledRecord[],
  waitUntil: number,
): Promise<void> {
  await Promise.all(records.map(({ entry: { id, ...entry } }) => journal.update(id, { ...entry, waitUntil })));
}

function gone(): undefined {
  return undefined;
}

async function remove(
  context: Pick<ChallengeContext, 'journal' | 'clock' | 'log'>,
  owner: string,
  records: readonly JournaledRecord[],
  become: Become,
): Promise<void> {
  const removals = [...groupByZone(records)].map(async ([zone, own]) => {
    const entries = own.map(({ entry }) => entry);
    try {
      await removeRecords(context, zone, entries, become);
    } catch (error) {
      context.log.warn(
        {
          event: 'records.left',
          certificate: owner,
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
