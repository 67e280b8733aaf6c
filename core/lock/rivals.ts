import { join } from 'node:path';
import { listDirectory, readTextIfPresent } from '../disk/read-file.js';
import { removeFile } from '../disk/remove.js';
import type { Logger } from '../sdk/logger.js';
import { type LockClaim, parseClaim } from './claim.js';
import { type HeartbeatTimes, isAlive } from './liveness.js';
import { removeSocket } from './socket.js';

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
  const tokens = (await listDirectory(directory)).flatMap(({ name }) => claimPattern.exec(name)?.[1] ?? []);
  const others = tokens.filter((token) => token !== self.token);
  // Together, since each may have to be watched for a while.
  const found = await Promise.all(others.map((token) => examine(directory, token, self, times, signal, log)));
  return found.filter((rival) => rival !== undefined);
}

async function examine(
  directory: string,
  token: string,
  self: LockClaim,
  times: HeartbeatTimes,
  signal: AbortSignal,
  log: Logger,
): Promise<Rival | undefined> {
  const files = claimFiles(token);
  const text = await readTextIfPresent(join(directory, files.claim));
  if (text === undefined) return undefined;
  const claim = parse(text);
  if (claim?.token === token && (await isAlive(directory, claim, self, files.claim, times, signal)))
    return { claim, isHolder: (await readTextIfPresent(join(directory, files.held))) !== undefined };
  log.info(
    { pid: claim?.pid, host: claim?.host, since: claim?.since },
    'the lock of a process that is gone was removed',
  );
  await removeClaim(directory, token);
  await removeSocket(directory, files.socket);
  return undefined;
}
