import { asObject } from '../disk/parse-json.js';
import type { PassEvent, PassListener } from '../issuance/pass/events.js';
import { failureFields } from '../logging/failure-fields.js';
import { plainFailure } from '../sdk/failure.js';
import type { Logger } from '../sdk/logger.js';
import type { PlainFailure } from '../sdk/plain-failure.js';
import type { StateStore } from '../store/facts/state-file.js';

/** What a pass did about one certificate. */
export interface PassChange {
  readonly certificate: string;
  readonly action: string;
  readonly durationMs: number;
  /** Undefined: it worked. */
  readonly failure?: PlainFailure & { readonly step: string };
}

/** One pass that is over. */
export interface PassRecord {
  readonly pass: string;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly durationMs: number;
  readonly changed: number;
  readonly failed: number;
  /** The first of them; `changed` and `failed` count all. */
  readonly changes: readonly PassChange[];
}

export interface PassHistory {
  readonly listen: PassListener;
  /** The latest first. */
  passes(): readonly PassRecord[];
  /** Waits until what has been heard is on disk. */
  settle(): Promise<void>;
}

const longest = 50;
const changesKept = 20;
const key = 'pass-history';

/** Remembers the last passes, also over a restart. A history that cannot be read or written is logged and does not matter otherwise. */
export async function openHistory(
  state: StateStore,
  now: () => number,
  redact: (text: string) => string,
  log: Logger,
): Promise<PassHistory> {
  let passes = await load(state, log);
  let changes: PassChange[] = [];
  let writing: Promise<void> = Promise.resolve();

  function write(): void {
    const snapshot = passes;
    writing = writing
      .then(() => state.write(key, { passes: snapshot }))
      .catch((error: unknown) =>
        log.warn({ event: 'history.failed', ...failureFields(error) }, 'the history of passes cannot be written'),
      );
  }

  function listen(event: PassEvent): void {
    switch (event.kind) {
      case 'pass-started':
        changes = [];
        break;
      case 'certificate-done':
        changes.push({ certificate: event.certificate, action: event.action, durationMs: event.durationMs });
        break;
      case 'certificate-failed':
        changes.push({
          certificate: event.certificate,
          action: event.action,
          durationMs: event.durationMs,
          failure: { step: event.step, ...plainFailure(event.failure, redact) },
        });
        break;
      case 'pass-ended': {
        const { pass, durationMs, changed, failed } = event;
        const shown = [...changes].sort((a, b) => Number(b.failure !== undefined) - Number(a.failure !== undefined));
        const record = { pass, endedAt: now(), durationMs, changed, failed, changes: shown.slice(0, changesKept) };
        passes = [record, ...passes].slice(0, longest);
        changes = [];
        write();
        break;
      }
      default:
        break;
    }
  }

  return { listen, passes: () => passes, settle: () => writing };
}

async function load(state: StateStore, log: Logger): Promise<readonly PassRecord[]> {
  try {
    // Only this program writes the file, atomically: an object is what was written.
    return (await state.read(key, (value) => asObject(value)?.passes as PassRecord[] | undefined)) ?? [];
  } catch (error) {
    log.warn({ event: 'history.failed', ...failureFields(error) }, 'the history of passes cannot be read');
    return [];
  }
}
