import {
  definePlugin,
  Failure,
  type IssuedCertificate,
  isFailure,
  type LabelledContainer,
} from '../../core/sdk/index.js';
import { isDockerLikely, labelLookUp, labelledFor } from './find-labelled.js';
import type manifest from './manifest.json';

/** Errors of the socket that mean: this program has no business with Docker here. */
const noAccess = new Set(['ENOENT', 'EACCES', 'EPERM']);

/** Restarts what uses a certificate, each container and service once in a pass. */
export default definePlugin<typeof manifest>(({ options, docker, log }) => {
  const swarm = options.clusterProvider === 'swarm';
  const findLabelled = labelLookUp(docker);
  /** Found by `prepare`, for `shares`. */
  let prepared: readonly LabelledContainer[] = [];
  /** Ids of containers and names of services that are done in this pass. */
  const restarted = new Set<string>();

  function containersOf({ restartContainers }: IssuedCertificate): readonly string[] {
    return swarm ? [] : restartContainers;
  }

  function servicesOf({ restartContainers, restartServices }: IssuedCertificate): readonly string[] {
    return swarm ? [...restartContainers, ...restartServices] : restartServices;
  }

  function isNamed(certificate: IssuedCertificate): boolean {
    return containersOf(certificate).length > 0 || servicesOf(certificate).length > 0;
  }

  async function lookForLabels(
    certificate: IssuedCertificate,
    signal: AbortSignal,
  ): Promise<readonly LabelledContainer[]> {
    if (!isDockerLikely(options.host)) return [];
    try {
      return labelledFor(certificate, await findLabelled(signal));
    } catch (error) {
      if (isFailure(error, 'DOCKER') && noAccess.has(error.serviceCode ?? '') && !isNamed(certificate)) {
        log.debug({ reason: error.message }, 'no containers are looked for by label');
        return [];
      }
      throw error;
    }
  }

  async function restartContainer(name: string, signal: AbortSignal): Promise<void> {
    const state = await docker.inspect(name, signal);
    if (state === undefined) {
      const hint = 'Correct the name in autorestart-containers, or create the container';
      throw new Failure('DOCKER', `there is no container "${name}" to restart`, { hint });
    }
    if (restarted.has(state.id)) return;
    if (state.status === 'paused') {
      throw new Failure('DOCKER', `the container "${name}" is paused and still has the old certificate`, {
        hint: `Unpause it (docker unpause ${name}); the restart is tried again`,
      });
    }
    if (state.status === 'running' || state.status === 'restarting') {
      await docker.restart(state.id, signal);
      log.info({ container: state.name }, 'container restarted');
    } else {
      log.info({ container: state.name, status: state.status }, 'not started: the container does not run');
    }
    restarted.add(state.id);
  }

  async function updateService(name: string, signal: AbortSignal): Promise<void> {
    const key = `service ${name}`;
    if (restarted.has(key)) return;
    await docker.updateService(name, signal);
    restarted.add(key);
    log.info({ service: name }, 'service updated');
  }

  return {
    concerns({ kind, certificate }) {
      if (kind !== 'issued' && kind !== 'renewed') return false;
      return isNamed(certificate) || isDockerLikely(options.host);
    },
    async prepare(signal: AbortSignal) {
      if (isDockerLikely(options.host)) prepared = await findLabelled(signal);
    },
    shares(certificate) {
      const named = containersOf(certificate).map((name) => idOf(name, prepared));
      const labelled = labelledFor(certificate, prepared).map(({ id }) => id);
      return [...named, ...labelled, ...servicesOf(certificate).map((name) => `service ${name}`)];
    },
    async handle({ certificate }, signal) {
      const problems: unknown[] = [];
      async function attempt(work: () => Promise<void>): Promise<void> {
        try {
          signal.throwIfAborted();
          await work();
        } catch (error) {
          problems.push(error);
        }
      }

      for (const name of containersOf(certificate)) await attempt(() => restartContainer(name, signal));
      for (const name of servicesOf(certificate)) await attempt(() => updateService(name, signal));
      await attempt(async () => {
        for (const { id } of await lookForLabels(certificate, signal))
          await attempt(() => restartContainer(id, signal));
      });
      throwAll(problems);
    },
  };
});

/** A container that some name and others find by its label is one and the same. */
function idOf(name: string, containers: readonly LabelledContainer[]): string {
  const found = containers.find((container) => container.name === name || container.id === name);
  return found?.id ?? name;
}

function throwAll(problems: readonly unknown[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0 || !isFailure(first)) throw first;
  const messages = new Set(problems.map((problem) => (isFailure(problem) ? problem.message : String(problem))));
  throw new Failure(first.code, [...messages].join('; '), { cause: first, ...(first.hint && { hint: first.hint }) });
}
