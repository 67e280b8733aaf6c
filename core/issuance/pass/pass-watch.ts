import { awakeTime } from '../../clock/awake-time.js';
import type { Clock } from '../../clock/clock.js';
import { asInteger, asObject, asString, type Parser } from '../../disk/parse-json.js';
import type { Logger } from '../../sdk/logger.js';
import type { StateStore } from '../../store/facts/state-file.js';
import type { PassEvent, PassListener } from './events.js';
import { longestWorkMs } from './work-limit.js';

/** A pass, or a certificate in it, of which nothing is heard for so long, in milliseconds, is beyond its own limits. */
export const standStillMs = longestWorkMs + 15 * 60_000;

/** A pass that takes longer than this, in milliseconds, is told of, and then again after each such time. */
const longPassMs = 3_600_000;

/** @param env tests make it short by `LETSENCRYPT_DNS_TEST_STAND_STILL`, in milliseconds */
export function patienceMs(env: NodeJS.ProcessEnv): number {
  const shortened = env.LETSENCRYPT_DNS_TEST_STAND_STILL;
  return shortened === undefined ? standStillMs : Number(shortened);
}

/** How often the watch looks, in milliseconds; what it wrote is good for a few times as long. */
const usualLookMs = 60_000;
const goodForMs = 5 * usualLookMs;

const key = 'stand-still';

/** Where a pass stands. All moments are milliseconds since the epoch. */
export interface PassSnapshot {
  readonly since: number;
  readonly lastEventAt: number;
  /** Certificates under way, with their steps. */
  readonly under: readonly UnderWay[];
}

interface UnderWay {
  readonly certificate: string;
  readonly step: string;
  readonly since: number;
  /** What it waits for, where the step said. */
  readonly detail?: string | undefined;
}

/** In awake time: since when it is at this step, and when something was heard of it last. */
interface Heard extends UnderWay {
  readonly enteredAt: number;
  readonly heardAt: number;
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
  /** {@link standStillMs} unless told. */
  readonly patienceMs?: number;
}

export function createPassWatch(options: PassWatchOptions): PassWatch {
  const { clock, log, state, patienceMs: patience = standStillMs } = options;
  const lookMs = Math.min(usualLookMs, patience / 4);
  const under = new Map<string, Heard>();
  const awake = awakeTime(clock, 2 * lookMs);
  let running: { since: number; lastEventAt: number; heardAt: number; toldAt: number; isTold: boolean } | undefined;
  let isTold = false;

  function snapshot(): PassSnapshot | undefined {
    if (running === undefined) return undefined;
    const { since, lastEventAt } = running;
    const plain = ({ certificate, step, since: at, detail }: Heard) => ({ certificate, step, since: at, detail });
    return { since, lastEventAt, under: [...under.values()].map(plain) };
  }

  function listen(event: PassEvent): void {
    const now = clock.now();
    const at = awake();
    if (running !== undefined) Object.assign(running, { lastEventAt: now, heardAt: at });
    if (event.kind === 'certificate-started' || event.kind === 'step') {
      const { certificate } = event;
      const step = event.kind === 'step' ? event.step : 'account';
      const before = under.get(certificate);
      const entered = before?.step === step ? before : { since: now, enteredAt: at };
      const detail = event.kind === 'step' ? event.detail : undefined;
      under.set(certificate, {
        certificate,
        step,
        detail,
        since: entered.since,
        enteredAt: entered.enteredAt,
        heardAt: at,
      });
    } else if (isEnd(event)) under.delete(event.certificate);
  }

  async function look(): Promise<void> {
    const now = clock.now();
    const at = awake();
    if (running === undefined) return;
    const heard = [...under.values()].sort((left, right) => left.heardAt - right.heardAt);
    // One that stands still is told of also while others go on.
    const isStill = at - Math.min(running.heardAt, heard[0]?.heardAt ?? at) >= patience;
    const where = describe(running.since, heard, at, at - running.heardAt);
    if (at - running.toldAt >= longPassMs || (isStill && !running.isTold)) {
      running.toldAt = at;
      running.isTold = isStill;
      if (isStill) log.error({ event: 'pass.stands-still', where }, `the pass makes no progress: ${where}`);
      else log.warn({ event: 'pass.lasts', where }, `the pass takes long: ${where}`);
    }
    if (isStill) await tell({ at: now, where });
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
      const at = awake();
      running = { since: now, lastEventAt: now, heardAt: at, toldAt: at, isTold: false };
      const over = new AbortController();
      const looking = lookAgain(clock, lookMs, look, over.signal);
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

const ends = ['certificate-done', 'certificate-failed', 'certificate-parked'] as const;

function isEnd(event: PassEvent): event is Extract<PassEvent, { kind: (typeof ends)[number] }> {
  return ends.some((kind) => kind === event.kind);
}

async function lookAgain(clock: Clock, lookMs: number, look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(lookMs, signal);
    } catch {
      return;
    }
    await look();
  }
}

/** `since 2030-01-01T00:00:00.000Z: www.example.com at records (…) for 65 min, and 3 more`. @param heard the stillest first */
function describe(since: number, heard: readonly Heard[], at: number, silentMs: number): string {
  const [first, ...more] = heard;
  const minutes = Math.round((first === undefined ? silentMs : at - first.enteredAt) / 60_000);
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  const detail = first?.detail === undefined ? '' : ` (${first.detail})`;
  const place = first === undefined ? 'between certificates' : `${first.certificate} at ${first.step}${detail}`;
  return `since ${new Date(since).toISOString()}: ${place} for ${minutes} min${others}`;
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
