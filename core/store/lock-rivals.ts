import { join } from 'node:path';
import type { Logger } from '../sdk/logger.js';
import { type LockClaim, parseClaim } from './lock-claim.js';
import { type HeartbeatTimes, isAlive } from './lock-liveness.js';
import { removeSocket } from './lock-socket.js';
import { listDirectory, readTextIfPresent } from './read-file.js';
import { removeFile } from './remove.js';

/** The files of one claim in the lock directory. */
export function claimFiles(token: string): { claim: string; held: string; socket: string } {
  return { claim: `claim-${token}.json`, held: `held-${token}`, socket: `${token}.sock` };
}

/** A process that lives and claims the same directory. */
export interface Rival {
  readonly claim: LockClaim;
  /** False while it is still looking around itself. */
  readonly isHolder: boolean;
}

/** Removes a claim, the mark that it held, last the claim itself: what can be seen of it is never a holder without claim. */
export async function removeClaim(directory: string, token: string): Promise<void> {
  const files = claimFiles(token);
  await removeFile(join(directory, files.held));
  await removeFile(join(directory, files.claim));
}

function parse(text: string): LockClaim | undefined {
  try {
    return parseClaim(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const claimPattern = /^claim-([0-9a-f]+)\.json$/;

/** The living processes that claim a directory beside `self`; what dead ones left behind is removed. @throws Failure STORE */
export async function findRivals(
  directory: string,
  self: LockClaim,
  times: HeartbeatTimes,
  signal: AbortSignal,
  log: Logger,
): Promise<Rival[]> {
  const names = (await listDirectory(directory)).map(({ name }) => name);
  const rivals: Rival[] = [];
  for (const name of names) {
    const token = claimPattern.exec(name)?.[1];
    if (token === undefined || token === self.token) continue;
    const text = await readTextIfPresent(join(directory, name));
    if (text === undefined) continue;
    const claim = parse(text);
    const files = claimFiles(token);
    if (
      claim?.token === token &&
      (await isAlive(directory, claim, self, { claim: name, self: claimFiles(self.token).claim }, times, signal))
    ) {
      rivals.push({ claim, isHolder: (await readTextIfPresent(join(directory, files.held))) !== undefined });
      continue;
    }
    log.info(
      { pid: claim?.pid, host: claim?.host, since: claim?.since },
      'the lock of a process that is gone was removed',
    );
    await removeClaim(directory, token);
    await removeSocket(directory, files.socket);
  }
  return rivals;
}
