import { isFailure } from './failure.js';

/**
 * Writes, and then publishes what was written, where an API serves nothing before that. What may have been written though
 * nobody said so (a lost answer, or a removal sent again that finds nothing more) is published as well: the next try would
 * find it done, and leave it.
 * @throws Failure that of the writing, or of the publishing
 */
export async function publishing(write: () => Promise<unknown>, publish: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (isFailure(error, 'RECORD_NOT_FOUND')) await publish();
    else if (isFailure(error, 'SERVER', 'NETWORK', 'TIMEOUT')) await publish().catch(() => undefined);
    throw error;
  }
  await publish();
}
