import { neverAborting, withSignal } from './ambient-signal.js';
import { Failure, toFailure } from './failure.js';
import { limitSignal } from './joined-signal.js';
import type { RecordKey } from './record-id.js';
import { undefinedIf } from './undefined-if.js';

/** For an old record to be put back, in milliseconds: a stop between the two changes does not stop that. */
const putBackMs = 30_000;

/** One record in the place of another, at an API that cannot change it. */
interface Replacement {
  readonly add: () => Promise<void>;
  readonly remove: () => Promise<void>;
  /** Given: the old record goes before the new one comes. */
  readonly removesFirst?: OldRecord | undefined;
}

interface OldRecord {
  readonly old: RecordKey;
  /** Makes it again, unless it is still there. */
  readonly putBack: () => Promise<void>;
}

/**
 * Adds the new record, and removes the old one once it is there: a failure leaves too much rather than too little. Where the
 * old one has to go first it is put back if anything fails, or the work is stopped in between.
 * @throws Failure that of the first thing that failed; it says what stands now, where that is not what stood before
 */
export async function replaceRecord({ add, remove, removesFirst }: Replacement): Promise<void> {
  if (removesFirst === undefined) {
    await add();
    try {
      return await remove();
    } catch (error) {
      throw stating(error, 'the new record was made, and the old one was not removed');
    }
  }
  const { old, putBack } = removesFirst;
  try {
    await undefinedIf('RECORD_NOT_FOUND', remove());
    await add();
  } catch (error) {
    const lost = `the ${old.type} record ${old.name} with the content ${JSON.stringify(old.content)} may be gone`;
    const state = await undefinedIf('RECORD_EXISTS', inAnyCase(putBack)).then(
      () => 'the old record stands',
      (reason: unknown) =>
        `${lost}, since it was removed to be replaced and not put back: ${toFailure(reason).message}`,
    );
    throw stating(error, state);
  }
}

/** Under a signal of its own. */
async function inAnyCase(work: () => Promise<void>): Promise<void> {
  const limit = limitSignal(neverAborting(), putBackMs);
  try {
    await withSignal(limit.signal, work);
  } finally {
    limit.release();
  }
}

function stating(error: unknown, state: string): Failure {
  const failure = toFailure(error);
  const { code, hint, place, retryable, retryAfterMs, status, serviceCode, provider, profile } = failure;
  const details = { hint, place, retryable, retryAfterMs, status, serviceCode, provider, profile, cause: error };
  return new Failure(code, `${failure.message}; ${state}`, details);
}
