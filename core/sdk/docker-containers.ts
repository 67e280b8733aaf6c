import type { DockerClient } from './docker.js';
import { describeFailure, Failure, isFailure } from './failure.js';
import type { Logger } from './logger.js';

/**
 * What is found where nobody named anything: a daemon that is away, or a proxy that forbids to look, is no failure then.
 * @throws what stops the program
 */
export async function findUnnamed<T>(
  log: Logger,
  signal: AbortSignal,
  find: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await find();
  } catch (error) {
    signal.throwIfAborted();
    if (!isFailure(error, 'DOCKER', 'TIMEOUT')) throw error;
    log.warn({ reason: describeFailure(error) }, 'no containers are looked for by label');
    return [];
  }
}

const forbidding: ReadonlySet<number | undefined> = new Set([401, 403, 405]);

/** Whether a proxy before the daemon forbids a request. */
export function isForbidden(error: unknown): boolean {
  return isFailure(error, 'DOCKER') && forbidding.has(error.status);
}

/** "Did you mean …" for a container that is not there: Compose writes its names with `_` or `-`, by its version. */
export async function nearContainer(
  docker: DockerClient,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const containers = await docker.findByLabel('com.docker.compose.project', signal);
    const near =
      containers.find((container) => plain(container.name) === plain(name)) ??
      containers.find(({ labels }) => labels['com.docker.compose.service'] === name);
    return near === undefined ? undefined : `Did you mean "${near.name}"?`;
  } catch (error) {
    // The failure that is being told is the one that counts.
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** One failure of several; the first has the code and the hint. */
export function throwAll(problems: readonly unknown[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0 || !isFailure(first)) throw first;
  const messages = new Set(problems.map((problem) => (isFailure(problem) ? problem.message : String(problem))));
  throw new Failure(first.code, [...messages].join('; '), { cause: first, ...(first.hint && { hint: first.hint }) });
}
