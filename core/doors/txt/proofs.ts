import type { ChallengeRecord, Claim, TxtEntry } from '../../challenges/index.js';
import { createZoneLock } from '../../dns/zone-lock.js';
import { failureFields } from '../../logging/failure-fields.js';
import { describeFailure } from '../../sdk/failure.js';
import { type DoorContext, DoorRefusal } from '../door.js';
import { doorsJournal } from '../journal.js';
import { createRenewed } from '../renewed.js';
import { heldJournal, labelOf, twinsOf } from './held-journal.js';
import { createInWork } from './in-work.js';

/** A value that a client wants at a name. */
export interface WantedValue {
  /** Name of the client. */
  readonly client: string;
  /** As it was asked for; where it is written may be elsewhere. */
  readonly name: string;
  readonly claim: Claim;
  readonly content: string;
}

/** The TXT records of one door. */
export interface Proofs {
  /** Resolves when the provider has taken the value. Again is no harm. @throws DoorRefusal 429; Failure of the provider */
  present(wanted: WantedValue): Promise<void>;
  /** Resolves when it is gone. One that is not there is fine. @throws Failure of the provider: the sweep tries again */
  remove(wanted: Pick<WantedValue, 'client' | 'name' | 'content'>): Promise<void>;
  /** What a client has at a name, those first that were presented longest ago. */
  valuesAt(client: string, name: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Nobody needs a value for longer, in milliseconds. */
const keptMs = 24 * 3600 * 1000;
/** How often what is left is looked at, in milliseconds. */
const sweepEveryMs = 10 * 60_000;
/** How many values a client may have at the same time: who needs more has forgotten to remove them. */
const mostValues = 500;
/** What is under way when the doors close has so long to come to its end, in milliseconds. */
const closingMs = 5000;
/**
 * Where a service keeps one value at a time: how long others are waited for, as long as their client waits for its answer; and how
 * long an older value of the same client stands, which may have been killed before it could remove it. In milliseconds.
 */
const waiting = { patienceMs: 15_000, ownMs: 10 * 60_000 };

function turnOf({ client, name, content }: Pick<WantedValue, 'client' | 'name' | 'content'>): string {
  return `${client} ${name} ${content}`;
}

/** Opens the records of a door, and begins to remove what an earlier run left. */
export async function openProofs(context: DoorContext): Promise<Proofs> {
  const { door, clock, log } = context;
  const journal = doorsJournal(context.services().store);
  const active = createInWork();
  const heldBack = heldJournal(journal, door, active, clock.now);
  const brokers = createRenewed(context, (services, state) =>
    services.openBroker({ state, signal: context.signal, journal: heldBack, mayPark: false }),
  );
  // Of one value, one thing at a time is done.
  const inLine = createZoneLock();
  const underWay = new Set<Promise<unknown>>();
  /** Which value came after which, for those of one millisecond. */
  const turns = new Map<string, number>();
  let turn = 0;
  const timer = setInterval(() => void sweep(), sweepEveryMs);
  timer.unref();

  const entriesOf = (label: string) => journal.list('txt-record', label);

  /** Goes on though the client has left: half of it would be worse. */
  function tracked<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined).then(() => void underWay.delete(settled));
    underWay.add(settled);
    return work;
  }

  async function sweep(): Promise<void> {
    try {
      await brokers.use(async (broker) => {
        await broker.sweep();
        await broker.swept();
      });
    } catch (error) {
      log.warn({ event: 'door.sweep-failed', door, ...failureFields(error) }, 'old records are removed later');
    }
  }

  function present(wanted: WantedValue): Promise<void> {
    const label = labelOf(door, wanted.client, wanted.name);
    return tracked(
      inLine(wanted.content, async () => {
        const leave = active.enter(label);
        try {
          await brokers.use(async (broker) => {
            await assertRoom(wanted);
            const before = (await entriesOf(label)).find(({ content }) => content === wanted.content);
            const record = await broker.locate(wanted.claim, { content: wanted.content });
            await broker.inTurn(
              label,
              [record],
              async () => {
                const isSamePlace = before !== undefined && before.zone === record.zone.apex;
                const announced = await broker.announce(label, record, isSamePlace ? before : undefined);
                try {
                  await announced.create();
                } catch (error) {
                  if (!isSamePlace) await announced.remove().catch((left: unknown) => tellLeft(record, left));
                  throw error;
                }
                await announced.keep(keptMs);
                turns.delete(turnOf(wanted));
                turn += 1;
                turns.set(turnOf(wanted), turn);
              },
              waiting,
            );
          });
        } finally {
          leave();
        }
      }),
    );
  }

  async function assertRoom({ client, name, content }: WantedValue): Promise<void> {
    const all = await journal.list('txt-record');
    const own = all.filter(({ certificate = '' }) => certificate.startsWith(labelOf(door, client, '')));
    const isThere = own.some((entry) => entry.certificate === labelOf(door, client, name) && entry.content === content);
    if (own.length < mostValues || isThere) return;
    throw new DoorRefusal(429, `${client} has ${mostValues} values, and removes none`, { 'Retry-After': '3600' });
  }

  function tellLeft({ zone, name }: ChallengeRecord, error: unknown): void {
    log.warn(
      { event: 'records.left', zone: zone.apex, names: [name], reason: describeFailure(error) },
      'TXT records could not be removed; the next sweep tries again',
    );
  }

  function remove({ client, name, content }: Pick<WantedValue, 'client' | 'name' | 'content'>): Promise<void> {
    const label = labelOf(door, client, name);
    return tracked(
      inLine(content, async () => {
        turns.delete(turnOf({ client, name, content }));
        const own = (await entriesOf(label)).filter((entry) => entry.content === content);
        if (own.length === 0) return;
        const all = await journal.list('txt-record');
        const isShared = (entry: TxtEntry) => twinsOf(entry, all).some(({ certificate }) => certificate !== label);
        const leave = active.enter(label);
        try {
          for (const { id } of own.filter(isShared)) await journal.remove(id);
          const alone = own.filter((entry) => !isShared(entry));
          if (alone.length > 0) await brokers.use((broker) => broker.withdraw(alone));
        } finally {
          leave();
        }
      }),
    );
  }

  // What a kill left half done; nobody waits for it.
  tracked(sweep());
  return {
    present,
    remove,
    async valuesAt(client, name) {
      const own = await entriesOf(labelOf(door, client, name));
      const order = own.map(({ content, retryAt = 0 }) => {
        return { content, at: retryAt, turn: turns.get(turnOf({ client, name, content })) ?? 0 };
      });
      return order.sort((left, right) => left.at - right.at || left.turn - right.turn).map(({ content }) => content);
    },
    async close() {
      clearInterval(timer);
      const timeUp = new Promise((resolve) => setTimeout(resolve, closingMs).unref());
      await Promise.race([Promise.all(underWay), timeUp]);
      await brokers.close();
    },
  };
}
