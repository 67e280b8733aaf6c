import { type FailureCode, isFailure } from './failure.js';
import { checkCodes } from './known-word.js';

/**
 * What was read, or undefined where it failed in this one way: `undefinedIf('RECORD_NOT_FOUND', api.get(…))` for an API
 * that answers 404 for a zone that it does not have. Every other failure goes on, so that what could not be read never
 * passes for what is not there.
 */
export async function undefinedIf<T>(code: FailureCode, reading: Promise<T>): Promise<T | undefined> {
  checkCodes([code]);
  try {
    return await reading;
  } catch (error) {
    if (isFailure(error, code)) return undefined;
    throw error;
  }
}
