/** What plugins may ask of a container engine; core/docker implements it over the Docker Engine API. */
export interface DockerClient {
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
