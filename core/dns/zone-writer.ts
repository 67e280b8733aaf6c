import { withSignal } from '../http/ambient-signal.js';
import { joinSignals } from '../sdk/joined-signal.js';
import type { ExactRecord, NewRecord } from './record-forms.js';
import type { RecordService } from './record-service.js';

/** Writes to one zone from many certificates at once. */
export interface ZoneWriter {
  create(records: readonly NewRecord[]): Promise<void>;
  remove(records: readonly ExactRecord[]): Promise<void>;
}

export interface ZoneWriterOptions {
  readonly service: RecordService;
  /** Whether the API can write several records in one request. */
  readonly canBatch: boolean;
  /** Stops what creates records. */
  readonly signal: AbortSignal;
  /** Time limit of a removal in milliseconds: clean-up runs on a deadline of its own, also while everything stops. */
  readonly removalMs: number;
  /** Ends removals as well: the program has been stopping for too long. */
  readonly stopped?: AbortSignal;
}

interface Job {
  readonly create: readonly NewRecord[];
  readonly remove: readonly ExactRecord[];
  readonly settle: { resolve: () => void; reject: (error: unknown) => void };
}

/**
 * Gathers what arrives while a write is under way and writes it together next, where the API can do so in one request.
 * Nothing waits for more to come. Where a joint write fails each part is tried alone, so that a bad record is the
 * trouble of its own certificate only.
 */
export function createZoneWriter(options: ZoneWriterOptions): ZoneWriter {
  const { service, canBatch, signal, removalMs, stopped } = options;
  const createNow = (records: readonly NewRecord[]) => withSignal(signal, () => service.createAll(records));
  if (!canBatch) return { create: createNow, remove: removeNow };
  const waiting: Job[] = [];
  let working = false;

  async function removeNow(records: readonly ExactRecord[]): Promise<void> {
    const limit = AbortSignal.timeout(removalMs);
    const { signal, release } = stopped === undefined ? joinSignals(limit) : joinSignals(limit, stopped);
    try {
      await withSignal(signal, () => service.removeAll(records));
    } finally {
      release();
    }
  }

  function enqueue(create: readonly NewRecord[], remove: readonly ExactRecord[]): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ create, remove, settle: { resolve, reject } });
      if (!working) void work();
    });
  }

  async function work(): Promise<void> {
    working = true;
    // One turn of the event loop: certificates that start together land in the first write together.
    await Promise.resolve();
    while (waiting.length > 0) await writeTogether(waiting.splice(0));
    working = false;
  }

  async function writeTogether(jobs: readonly Job[]): Promise<void> {
    try {
      await apply(jobs);
      for (const { settle } of jobs) settle.resolve();
    } catch (error) {
      if (jobs.length === 1) return jobs[0]?.settle.reject(error);
      for (const job of jobs) await writeTogether([job]);
    }
  }

  async function apply(jobs: readonly Job[]): Promise<void> {
    const create = jobs.flatMap((job) => job.create);
    const remove = jobs.flatMap((job) => job.remove);
    if (create.length > 0) await createNow(create);
    if (remove.length > 0) await removeNow(remove);
  }

  return { create: (records) => enqueue(records, []), remove: (records) => enqueue([], records) };
}
