import { toFailure } from '../sdk/failure.js';
import type { Application } from './open-application.js';
import { tokens } from './tokens.js';

/**
 * Puts right what an earlier run left half done. Work that cannot even begin is a pass that failed, for those who wait
 * for a sign of life. For the holder of the lock.
 * @throws Failure STORE
 */
export async function recoverOrTell({ container }: Application, signal: AbortSignal): Promise<void> {
  try {
    await container.resolve(tokens.store).recover(signal);
  } catch (error) {
    if (!signal.aborted) await container.resolve(tokens.postIssue).passFailed(toFailure(error), signal);
    throw error;
  }
}
