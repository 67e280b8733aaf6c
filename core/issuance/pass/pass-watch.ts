import type { Clock } from '../../clock/clock.js';
import type { Logger } from '../../sdk/logger.js';
import { asInteger, asObject, asString, type Parser, type StateStore } from '../../store/index.js';
import type { PassEvent, PassListener } from './events.js';
import { longestWorkMs } from './work-limit.js';

/** Without any event for so long, in milliseconds, a pass is beyond its own limits. */
export const standStillMs = longestWorkMs + 15 * 60_000;

/** A pass that takes longer than this, in milliseconds, is told of, and then again after each such time. */
const longPassMs = 3_600_000;

/** How often the watch looks, in milliseconds; what it wrote is good for a few times as long. */
const lookMs = 60_000;
const goodForMs = 5 * lookMs;

const key = 'stand-still';

/** Where a pass stands. All moments are milliseconds since the epoch. */
export interface PassSnapshot {
  readonly since: number;
  readonly lastEventAt: number;
  /** Certificates under way, with their steps. */
  readonly under: readonly { readonly certificate: string; readonly step: string; readonly since: number }[];
}

/** Watches whether passes come to an end; says where they stand where they do not. */
export interface PassWatch {
  /** Around each pass. */
  watch<T>(pass: () => Promise<T>): Promise<T>;
  /** To be told of what happens in passes. */
  readonly listen: PassListener;
  /** The pass that runs now. */
  snapshot(): PassSnapshot | undefined;
}

export interface PassWatchOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly state: Pick<StateStore, 'read' | 'write'>;
}

export function createPassWatch({ clock, log, state }: PassWatchOptions): PassWatch {
  const under = new Map<string, { step: string; since: number }>();
  let running: { since: number; lastEventAt: number; toldAt: number } | undefined;
  let isTold = false;

  function snapshot(): PassSnapshot | undefined {
    if (running === undefined) return undefined;
    const { since, lastEventAt } = running;
    return { since, lastEventAt, under: [...under].map(([certificate, at]) => ({ certificate, ...at })) };
  }

  function listen(event: PassEvent): void {
    const now = clock.now();
    if (running !== undefined) running.lastEventAt = now;
    if (event.kind === 'certificate-started') under.set(event.certificate, { step: 'account', since: now });
    else if (event.kind === 'step' && under.get(event.certificate)?.step !== event.step) {
      under.set(event.certificate, { step: event.step, since: now });
    } else if (ends.has(event.kind) && 'certificate' in event) under.delete(event.certificate ?? '');
  }

  async function look(): Promise<void> {
    const now = clock.now();
    if (running === undefined) return;
    const isStill = now - running.lastEventAt >= standStillMs;
    if (now - running.toldAt >= longPassMs) {
      running.toldAt = now;
      const where = describe(snapshot(), now);
      if (isStill) log.error({ event: 'pass.stands-still', where }, `the pass makes no progress: ${where}`);
      else log.warn({ event: 'pass.lasts', where }, `the pass takes long: ${where}`);
    }
    if (isStill) await tell({ at: now, where: describe(snapshot(), now) });
    else await clear();
  }

  async function tell(standStill: StandStill): Promise<void> {
    isTold = true;
    await write(standStill);
  }

  async function clear(): Promise<void> {
    if (!isTold) return;
    isTold = false;
    await write({ at: 0, where: '' });
  }

  async function write(standStill: StandStill): Promise<void> {
    try {
      await state.write(key, standStill);
    } catch (error) {
      log.warn({ event: 'memory.failed', reason: String(error) }, 'the stand-still cannot be written down');
    }
  }

  return {
    listen,
    snapshot,
    async watch(pass) {
      const now = clock.now();
      running = { since: now, lastEventAt: now, toldAt: now };
      const over = new AbortController();
      const looking = lookAgain(clock, look, over.signal);
      try {
        return await pass();
      } finally {
        over.abort();
        running = undefined;
        under.clear();
        await looking;
        await clear();
      }
    },
  };
}

const ends: ReadonlySet<PassEvent['kind']> = new Set(['certificate-done', 'certificate-failed', 'certificate-parked']);

async function lookAgain(clock: Clock, look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(lookMs, signal);
    } catch {
      return;
    }
    await look();
  }
}

/** `since 2030-01-01T00:00:00.000Z: www.example.com at records for 65 min, and 3 more`. */
function describe(snapshot: PassSnapshot | undefined, now: number): string {
  if (snapshot === undefined) return '';
  const [first, ...more] = [...snapshot.under].sort((left, right) => left.since - right.since);
  const minutes = Math.round((now - (first?.since ?? snapshot.lastEventAt)) / 60_000);
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const where =
    first === undefined
      ? `between certificates for ${minutes} min`
      : `${first.certificate} at ${first.step} for ${minutes} min`;
  return `since ${new Date(snapshot.since).toISOString()}: ${where}${others}`;
}

interface StandStill {
  readonly at: number;
  readonly where: string;
}

const parseStandStill: Parser<StandStill> = (value) => {
  const fields = asObject(value);
  const at = asInteger(fields?.at);
  const where = asString(fields?.where);
  return at === undefined || where === undefined ? undefined : { at, where };
};

/** Where the daemon's pass stands still, in words, for `health`; undefined where all goes on. @throws Failure STORE */
export async function readStandStill(state: Pick<StateStore, 'read'>, now: number): Promise<string | undefined> {
  const found = await state.read(key, parseStandStill);
  return found === undefined || Math.abs(now - found.at) > goodForMs ? undefined : found.where;
}
