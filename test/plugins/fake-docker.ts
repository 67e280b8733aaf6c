import { type ContainerState, type DockerClient, type ExecResult, Failure } from '../../core/sdk/index.js';

export interface FakeContainer {
  readonly name: string;
  status?: ContainerState['status'];
  readonly labels?: Readonly<Record<string, string>>;
}

export interface FakeDocker extends DockerClient {
  /** Whether it is likely to be there. */
  likely: boolean;
  /** What was changed, in order: `restart web`, `exec web nginx -s reload`, `service web`. */
  readonly done: string[];
  /** How often containers were looked for by label. */
  lookUps: number;
  /** Thrown by every call while it is set. */
  failure: Failure | undefined;
  execResult: ExecResult;
}

/** An engine in memory; ids are names with `id-` in front. */
export function fakeDocker(...containers: FakeContainer[]): FakeDocker {
  function find(name: string): FakeContainer | undefined {
    if (docker.failure) throw docker.failure;
    return containers.find((container) => container.name === name || `id-${container.name}` === name);
  }
  function nameOf(name: string): string {
    const container = find(name);
    if (container === undefined) throw new Failure('DOCKER', `Docker: No such container: ${name}`);
    return container.name;
  }

  const docker: FakeDocker = {
    likely: true,
    isLikely: () => docker.likely,
    check: () => [],
    done: [],
    lookUps: 0,
    failure: undefined,
    execResult: { exitCode: 0, output: '' },
    async inspect(name) {
      const container = find(name);
      if (container === undefined) return undefined;
      return { id: `id-${container.name}`, name: container.name, status: container.status ?? 'running', startedAt: '' };
    },
    async restart(name) {
      docker.done.push(`restart ${nameOf(name)}`);
    },
    async exec(name, argv) {
      docker.done.push(`exec ${nameOf(name)} ${JSON.stringify(argv)}`);
      return docker.execResult;
    },
    async updateService(name) {
      if (docker.failure) throw docker.failure;
      docker.done.push(`service ${name}`);
    },
    async findByLabel(label) {
      docker.lookUps += 1;
      if (docker.failure) throw docker.failure;
      return containers
        .filter(({ labels = {} }) => label in labels)
        .map(({ name, labels = {} }) => ({ id: `id-${name}`, name, labels }));
    },
  };
  return docker;
}
