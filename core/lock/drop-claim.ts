import { removeClaim } from './rivals.js';

/** Between two tries, in milliseconds. */
const pauseMs = 500;

/**
 * Removes a claim of this process that is of no use any more. One that cannot be removed, as where no file can be opened
 * or the disk fails, would keep everybody away for as long as this process lives: it is tried again until it is gone. Its
 * name is never used again, so that nothing else is hit; and what is left when the process ends is a dead one's.
 * @throws Failure STORE where it was not removed at once
 */
export async function dropClaim(directory: string, token: string): Promise<void> {
  try {
    await removeClaim(directory, token);
  } catch (error) {
    tryAgain(directory, token);
    throw error;
  }
}

function tryAgain(directory: string, token: string): void {
  setTimeout(() => removeClaim(directory, token).catch(() => tryAgain(directory, token)), pauseMs).unref();
}
