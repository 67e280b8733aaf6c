import { isFailure } from './failure.js';

/**
 * A removal at a service of which nobody knows what it says of a record that is gone. Where it refuses, the zone is looked
 * at: the removal of what is not there is done.
 * @throws Failure the refusal, where the record is still there
 */
export async function unlessGone(removing: Promise<unknown>, isThere: () => Promise<boolean>): Promise<void> {
  try {
    await removing;
  } catch (error) {
    if (!isFailure(error, 'API') || (await isThere())) throw error;
  }
}
