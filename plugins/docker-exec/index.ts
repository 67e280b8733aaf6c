import { setTimeout as pause } from 'node:timers/promises';
import {
  type CertificateOptionsOf,
  type ContainerCommand,
  type ContainerState,
  definePlugin,
  Failure,
  findUnnamed,
  type IssuedCertificate,
  nearContainer,
  throwAll,
} from '../../core/sdk/index.js';
import { commandOf, labelOf } from './commands.js';
import type manifest from './manifest.json';

type Certificate = IssuedCertificate<CertificateOptionsOf<typeof manifest>>;

/** How long a container may take to come up again, in looks of this length. */
const looks = 40;
const lookMs = 250;

/** Characters of a command's output that go into a message. */
const shownOutput = 500;

/** Runs commands in containers, without a shell. */
export default definePlugin<typeof manifest>(({ options, docker, log }) => {
  const usesLabels = options.labels && docker.isLikely();
  /** The last command of each container, by id: one at a time there, and no container waits for another. */
  const queues = new Map<string, Promise<unknown>>();

  async function labelled(certificate: Certificate, signal: AbortSignal) {
    if (!usesLabels) return [];
    return findUnnamed(log, signal, () => docker.findByLabel(labelOf(certificate), signal));
  }

  function inTurn<T>(container: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(container) ?? Promise.resolve()).then(work);
    queues.set(
      container,
      turn.catch(() => undefined),
    );
    return turn;
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
    const near = await nearContainer(docker, name, signal);
    const hint = near ?? 'Correct the name in autocmd-containers, or start the container';
    throw new Failure('DOCKER', `there is no container "${name}" to run a command in`, { hint });
  }

  async function run({ container, argv }: ContainerCommand, signal: AbortSignal): Promise<void> {
    for (const { id, name, status } of await resolve(container, signal)) {
      if (status !== 'running') {
        const hint = `Start it (docker ${status === 'paused' ? 'unpause' : 'start'} ${name}); the command is tried again`;
        throw new Failure('DOCKER', `no command can be run in the container "${name}": it is ${status}`, { hint });
      }
      const { exitCode, output } = await inTurn(id, () => docker.exec(id, argv, signal));
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
      return certificate.options.commands.length > 0 || usesLabels;
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

      for (const command of certificate.options.commands) await attempt(() => run(command, signal));
      await attempt(async () => {
        const label = labelOf(certificate);
        const containers = await labelled(certificate, signal);
        // Each by itself: what a stranger wrote on his container is no matter of the others.
        const works = containers.map((container) => attempt(async () => run(commandOf(container, label), signal)));
        await Promise.all(works);
      });
      throwAll(problems);
    },
  };
});
