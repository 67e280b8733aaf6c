import { currentSignal, withSignal } from '../sdk/ambient-signal.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { ExactRecord, NewRecord } from './record-forms.js';
import type { RecordService } from './record-service.js';

/** Writes to one zone from many certificates at once. */
export interface ZoneWriter {
  /** @param isNew nothing of these can be there yet, so that nobody need look */
  create(records: readonly NewRecord[], isNew?: boolean): Promise<void>;
  /** @param onGone told of each one as soon as it is gone */
  remove(records: readonly ExactRecord[], onGone?: OnGone): Promise<void>;
}

export type OnGone = (record: ExactRecord) => void;

export interface ZoneWriterOptions {
  readonly service: RecordService;
  /** Whether the API can write several records in one request. */
  readonly canBatch: boolean;
  /** Stops what creates records. */
  readonly signal: AbortSignal;
  /** Time limit of one joint write in milliseconds: far more than the limits of an API can ask for. */
  readonly writeMs: number;
  /** Ends removals: the program has been stopping for too long. Clean-up runs on while everything else stops. */
  readonly stopped?: AbortSignal;
}

interface Job {
  readonly create: readonly NewRecord[];
  /** Whether nobody need look for what is created; so it is where nothing is. */
  readonly isNew: boolean;
  readonly remove: readonly ExactRecord[];
  readonly onGone: OnGone;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void };
}

/**
 * Gathers what arrives while a write is under way and writes it together next; records are created together only where
 * the API can do so in one request. Nothing waits for more to come. Where a joint write fails each part is tried alone,
 * so that a bad record is the trouble of its own certificate only.
 */
export function createZoneWriter(options: ZoneWriterOptions): ZoneWriter {
  const { service, canBatch, signal, writeMs, stopped } = options;
  const never = new AbortController().signal;
  const waiting: Job[] = [];
  let working = false;

  async function createNow(records: readonly NewRecord[], isNew: boolean, own: AbortSignal): Promise<void> {
    const stop = joinSignals(signal, own);
    try {
      await within(writeMs, stop.signal, () => service.createAll(records, isNew));
    } finally {
      stop.release();
    }
  }

  function removeNow(records: readonly ExactRecord[], onGone: OnGone): Promise<void> {
    return within(writeMs, stopped ?? never, () => service.removeAll(records, onGone));
  }

  function enqueue(job: Omit<Job, 'settle'>): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ ...job, settle: { resolve, reject } });
      if (!working) void work();
    });
  }

  async function work(): Promise<void> {
    working = true;
    // One turn of the event loop: certificates that start together land in the first write together.
    await Promise.resolve();
    while (waiting.length > 0) await writeTogether(waiting.splice(0), true);
    working = false;
  }

  async function writeTogether(jobs: readonly Job[], isFirst: boolean): Promise<void> {
    const gone = new Set<ExactRecord>();
    try {
      await apply(jobs, isFirst, gone);
      for (const { settle } of jobs) settle.resolve();
    } catch (error) {
      const isDone = ({ create, remove }: Job) => create.length === 0 && remove.every((record) => gone.has(record));
      for (const { settle } of jobs.filter(isDone)) settle.resolve();
      const open = jobs.filter((job) => !isDone(job));
      if (jobs.length > 1 && canHelp(error)) {
        for (const job of open) await writeTogether([job], false);
      } else for (const { settle } of open) settle.reject(error);
    }
  }

  async function apply(jobs: readonly Job[], isFirst: boolean, gone: Set<ExactRecord>): Promise<void> {
    const create = jobs.flatMap((job) => job.create);
    const remove = jobs.flatMap((job) => job.remove);
    // What a joint write that failed half-way has made is there by now.
    const isNew = isFirst && jobs.every((job) => job.isNew);
    if (create.length > 0) await createNow(create, isNew, never);
    if (remove.length === 0) return;
    await removeNow(remove, (record) => {
      if (gone.has(record)) return;
      gone.add(record);
      jobs.find((job) => job.remove.includes(record))?.onGone(record);
    });
  }

  return {
    create: (records, isNew = false) =>
      canBatch
        ? enqueue({ create: records, isNew, remove: [], onGone: () => {} })
        : createNow(records, isNew, currentSignal()),
    remove: (records, onGone = () => {}) => enqueue({ create: [], isNew: true, remove: records, onGone }),
  };
}

/** Whether each part may fare better alone; what concerns the whole account would only be asked again. */
function canHelp(error: unknown): boolean {
  return !isFailure(error, 'RATE_LIMITED', 'AUTHENTICATION', 'ABORTED', 'NETWORK', 'TIMEOUT', 'ZONE_NOT_FOUND');
}

/** @throws Failure TIMEOUT where it takes longer, though every single request was in time */
async function within<T>(limitMs: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs).unref();
  const stop = joinSignals(signal, limit.signal);
  try {
    return await withSignal(stop.signal, work);
  } catch (error) {
    if (!limit.signal.aborted || signal.aborted) throw error;
    const minutes = Math.round(limitMs / 60_000);
    throw new Failure('TIMEOUT', `a write to the zone took longer than ${minutes} minutes`, { cause: error });
  } finally {
    clearTimeout(timer);
    stop.release();
  }
}
