import { setTimeout as pause } from 'node:timers/promises';
import { type ContainerState, definePlugin, Failure, type IssuedCertificate, isFailure } from '../../core/sdk/index.js';
import { type ContainerCommand, commandOf, isDockerLikely, labelOf } from './commands.js';
import type manifest from './manifest.json';

/** Errors of the socket that mean: this program has no business with Docker here. */
const noAccess = new Set(['ENOENT', 'EACCES', 'EPERM']);

/** How long a container may take to come up again, in looks of this length. */
const looks = 40;
const lookMs = 250;

/** Characters of a command's output that go into a message. */
const shownOutput = 500;

/** Runs commands in containers, without a shell. */
export default definePlugin<typeof manifest>(({ options, docker, log }) => {
  async function labelled(certificate: IssuedCertificate, signal: AbortSignal): Promise<ContainerCommand[]> {
    if (!isDockerLikely(options.host)) return [];
    const label = labelOf(certificate);
    try {
      return (await docker.findByLabel(label, signal)).map((container) => commandOf(container, label));
    } catch (error) {
      const unused = certificate.execCommands.length === 0;
      if (unused && isFailure(error, 'DOCKER') && noAccess.has(error.serviceCode ?? '')) {
        log.debug({ reason: error.message }, 'no containers are looked for by label');
        return [];
      }
      throw error;
    }
  }

  /** Waits for a container that is just starting again. */
  async function inspectSettled(container: string, signal: AbortSignal): Promise<ContainerState | undefined> {
    for (let look = 1; ; look += 1) {
      const state = await docker.inspect(container, signal);
      if (state?.status !== 'restarting' || look === looks) return state;
      await pause(lookMs, undefined, { signal });
    }
  }

  /** The containers that a name stands for: one, or on a swarm those of a service on this node. */
  async function resolve(name: string, signal: AbortSignal): Promise<ContainerState[]> {
    const state = await inspectSettled(name, signal);
    if (state !== undefined) return [state];
    const tasks: ContainerState[] = [];
    if (options.clusterProvider === 'swarm') {
      const label = 'com.docker.swarm.service.name';
      for (const { id, labels } of await docker.findByLabel(label, signal)) {
        const task = labels[label] === name ? await inspectSettled(id, signal) : undefined;
        if (task !== undefined) tasks.push(task);
      }
    }
    if (tasks.length > 0) return tasks;
    const hint = 'Correct the name in autocmd-containers, or start the container';
    throw new Failure('DOCKER', `there is no container "${name}" to run a command in`, { hint });
  }

  async function run({ container, argv }: ContainerCommand, signal: AbortSignal): Promise<void> {
    for (const { id, name, status } of await resolve(container, signal)) {
      if (status !== 'running') {
        const hint = `Start it (docker ${status === 'paused' ? 'unpause' : 'start'} ${name}); the command is tried again`;
        throw new Failure('DOCKER', `no command can be run in the container "${name}": it is ${status}`, { hint });
      }
      const { exitCode, output } = await docker.exec(id, argv, signal);
      const text = output.trim();
      log.info({ container: name, command: argv[0], exitCode, output: text }, 'command run in the container');
      if (exitCode !== 0) {
        const said = text === '' ? '' : `: ${text.slice(-shownOutput)}`;
        throw new Failure('PLUGIN', `"${argv[0]}" in the container "${name}" ended with exit code ${exitCode}${said}`);
      }
    }
  }

  return {
    concerns({ kind, certificate }) {
      if (kind !== 'issued' && kind !== 'renewed') return false;
      return certificate.execCommands.length > 0 || isDockerLikely(options.host);
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

      for (const command of certificate.execCommands) await attempt(() => run(command, signal));
      await attempt(async () => {
        for (const command of await labelled(certificate, signal)) await attempt(() => run(command, signal));
      });
      throwAll(problems);
    },
  };
});

function throwAll(problems: readonly unknown[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0 || !isFailure(first)) throw first;
  const messages = new Set(problems.map((problem) => (isFailure(problem) ? problem.message : String(problem))));
  throw new Failure(first.code, [...messages].join('; '), { cause: first, ...(first.hint && { hint: first.hint }) });
}
