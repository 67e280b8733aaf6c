import type { Failure } from './failure.js';

/** What plugins may ask of a container engine; core/docker implements it over the Docker Engine API. */
export interface DockerClient {
  /** Whether it makes sense to look for containers that nobody has named: a remote daemon is set, or the socket is there. */
  isLikely(): boolean;
  /** What is wrong with where the daemon is said to be. Asks nobody. */
  check(): readonly Failure[];
  /** Finds a container by name or id; undefined where there is none. */
  inspect(container: string, signal: AbortSignal): Promise<ContainerState | undefined>;
  restart(container: string, signal: AbortSignal): Promise<void>;
  /** Runs a command without a shell and waits for it. */
  exec(container: string, argv: readonly string[], signal: AbortSignal): Promise<ExecResult>;
  /** Forces an update of a swarm service and waits until it has converged. */
  updateService(service: string, signal: AbortSignal): Promise<void>;
  /** Containers that carry a label of this name, with the label's value. */
  findByLabel(label: string, signal: AbortSignal): Promise<readonly LabelledContainer[]>;
}

export interface ContainerState {
  readonly id: string;
  readonly name: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';
  readonly startedAt: string;
}

export interface ExecResult {
  readonly exitCode: number;
  /** Standard output and error, in order, at most 64 KiB. */
  readonly output: string;
}

export interface LabelledContainer {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}
