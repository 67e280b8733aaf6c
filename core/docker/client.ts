import type Dockerode from 'dockerode';
import type { ContainerState, DockerClient } from '../sdk/docker.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { memo } from '../sdk/memo.js';
import { connect } from './connect.js';
import { dockerFailure, statusOf } from './docker-failure.js';
import { type Environment, faultsOfEndpoint, isLikelyThere, readEndpoint } from './endpoint.js';
import { runExec } from './exec.js';
import { within } from './within.js';

export interface DockerClientOptions {
  /** `DOCKER_HOST`, `DOCKER_TLS_VERIFY`, `DOCKER_TLS`, `DOCKER_CERT_PATH`, `HOME`. */
  readonly environment: Environment;
  /** Longest wait for a plain request, in milliseconds. */
  readonly requestTimeoutMs?: number;
  /** Longest wait for a restart, a command or a service to converge, in milliseconds; the caller's signal may end it sooner. */
  readonly workTimeoutMs?: number;
  /** Between two looks at a service that is being updated, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * The Docker Engine API (https://docs.docker.com/reference/api/engine/) by dockerode. Nothing is imported, read or
 * connected before the first call. Podman's compatible socket answers the same calls, but for the swarm.
 * Every request throws Failure: DOCKER for what the daemon or the connection says, CONFIG for a bad `DOCKER_HOST`, TIMEOUT, ABORTED.
 */
export function createDockerClient({
  environment,
  requestTimeoutMs = 30_000,
  workTimeoutMs = 900_000,
  pollMs = 500,
}: DockerClientOptions): DockerClient {
  const engineOf = memo(() => connect(readEndpoint(environment)));

  async function ask<T>(
    what: string,
    limitMs: number,
    signal: AbortSignal,
    work: (engine: Dockerode, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const engine = await engineOf();
    try {
      return await within(signal, limitMs, what, (bounded) => work(engine, bounded));
    } catch (error) {
      // The TLS files may have been replaced since they were read.
      if (statusOf(error) === undefined && !isFailure(error)) engineOf.forget();
      throw dockerFailure(error, readEndpoint(environment));
    }
  }

  function containerOf(engine: Dockerode, name: string): Dockerode.Container {
    return engine.getContainer(checkName(name));
  }

  return {
    isLikely: () => isLikelyThere(environment),
    check: () => faultsOfEndpoint(environment),
    async inspect(container, signal) {
      if (!isName(container)) return undefined;
      return ask(`describe the container "${container}"`, requestTimeoutMs, signal, async (engine, bounded) => {
        try {
          return stateOf(await containerOf(engine, container).inspect({ abortSignal: bounded }));
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      });
    },
    async restart(container, signal) {
      await ask(`restart the container "${container}"`, workTimeoutMs, signal, (engine, bounded) =>
        containerOf(engine, container).restart({ abortSignal: bounded }),
      );
    },
    async exec(container, argv, signal) {
      if (argv.length === 0) throw new Failure('CONFIG', `no command for the container "${container}"`);
      return ask(`run a command in "${container}"`, workTimeoutMs, signal, (engine, bounded) =>
        runExec(containerOf(engine, container), argv, bounded),
      );
    },
    async updateService(service, signal) {
      await ask(`update the service "${service}"`, workTimeoutMs, signal, async (engine, bounded) => {
        const name = checkName(service);
        const { updateService } = await import('./update-service.js');
        return updateService(engine, name, { pollMs }, bounded);
      });
    },
    async findByLabel(label, signal) {
      return ask('list its containers', requestTimeoutMs, signal, async (engine, bounded) => {
        const found = await engine.listContainers({ filters: { label: [label] }, abortSignal: bounded });
        return found.map(({ Id, Names, Labels }) => ({
          id: Id,
          name: (Names[0] ?? Id).replace(/^\//, ''),
          labels: Labels ?? {},
        }));
      });
    },
  };
}

/** Names and ids go into the path of the URL; the daemon has none with other characters. */
function isName(name: string): boolean {
  return /^[a-z0-9][\w.-]*$/i.test(name);
}

function checkName(name: string): string {
  if (isName(name)) return name;
  throw new Failure('CONFIG', `"${name}" cannot be the name of a container or service`, {
    hint: 'Names have letters, digits, dots, dashes and underscores',
  });
}

const statuses = new Map<string, ContainerState['status']>([
  ...(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'] as const).map(
    (status) => [status, status] as const,
  ),
  // Podman's words.
  ['configured', 'created'],
  ['initialized', 'created'],
  ['stopping', 'exited'],
  ['stopped', 'exited'],
]);

function stateOf({ Id, Name, State }: Dockerode.ContainerInspectInfo): ContainerState {
  const status = statuses.get(State.Status) ?? (State.Running ? 'running' : 'exited');
  return { id: Id, name: Name.replace(/^\//, ''), status, startedAt: State.StartedAt };
}
