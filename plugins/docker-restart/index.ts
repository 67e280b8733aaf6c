import {
  type CertificateOptionsOf,
  type ContainerState,
  definePlugin,
  Failure,
  findUnnamed,
  type IssuedCertificate,
  isForbidden,
  type LabelledContainer,
  nearContainer,
  throwAll,
} from '../../core/sdk/index.js';
import { labelLookUp, labelledFor } from './find-labelled.js';
import type manifest from './manifest.json';

type Certificate = IssuedCertificate<CertificateOptionsOf<typeof manifest>>;

/** Restarts what uses a certificate, each container and service once in a pass. */
export default definePlugin<typeof manifest>(({ options, docker, log }) => {
  const swarm = options.clusterProvider === 'swarm';
  const findLabelled = labelLookUp(docker);
  /** Found by `prepare`, for `shares`. */
  let prepared: readonly LabelledContainer[] = [];
  /** Moments of this pass, counted: when certificates were there, and when containers (by id) and services began a restart. */
  let count = 0;
  const saved = new Map<string, number>();
  const restarted = new Map<string, number>();

  function containersOf({ options: { containers } }: Certificate): readonly string[] {
    return swarm ? [] : containers;
  }

  function servicesOf({ options: { containers, services } }: Certificate): readonly string[] {
    return swarm ? [...containers, ...services] : services;
  }

  function isNamed(certificate: Certificate): boolean {
    return containersOf(certificate).length > 0 || servicesOf(certificate).length > 0;
  }

  const usesLabels = options.labels && docker.isLikely();

  async function lookForLabels(certificate: Certificate, signal: AbortSignal) {
    if (!usesLabels) return [];
    return findUnnamed(log, signal, async () => labelledFor(certificate, await findLabelled(signal)));
  }

  /** Whether a certificate came after the last restart began. */
  function needsRestart(key: string, { name }: Certificate): boolean {
    const began = restarted.get(key);
    return began === undefined || began < (saved.get(name) ?? 0);
  }

  async function restartContainer(name: string, certificate: Certificate, signal: AbortSignal): Promise<void> {
    const state = await look(name, signal);
    const id = state?.id ?? name;
    if (!needsRestart(id, certificate)) return;
    const began = count;
    if (state?.status === 'paused') {
      throw new Failure('DOCKER', `the container "${name}" is paused and still has the old certificate`, {
        hint: `Unpause it (docker unpause ${name}); the restart is tried again`,
      });
    }
    if (state === undefined || state.status === 'running' || state.status === 'restarting') {
      await docker.restart(id, signal);
      log.info({ container: state?.name ?? name }, 'container restarted');
    } else {
      log.info({ container: state.name, status: state.status }, 'not started: the container does not run');
    }
    restarted.set(id, began);
  }

  /** Undefined: a proxy before the daemon forbids to look, and may allow the restart all the same. */
  async function look(name: string, signal: AbortSignal): Promise<ContainerState | undefined> {
    let state: ContainerState | undefined;
    try {
      state = await docker.inspect(name, signal);
    } catch (error) {
      if (isForbidden(error)) return undefined;
      throw error;
    }
    if (state !== undefined) return state;
    const near = await nearContainer(docker, name, signal);
    const hint = near ?? 'Correct the name in autorestart-containers, or create the container';
    throw new Failure('DOCKER', `there is no container "${name}" to restart`, { hint });
  }

  async function updateService(name: string, certificate: Certificate, signal: AbortSignal): Promise<void> {
    const key = `service ${name}`;
    if (!needsRestart(key, certificate)) return;
    const began = count;
    await docker.updateService(name, signal);
    restarted.set(key, began);
    log.info({ service: name }, 'service updated');
  }

  return {
    concerns({ kind, certificate }) {
      if (kind !== 'issued' && kind !== 'renewed') return false;
      count += 1;
      saved.set(certificate.name, count);
      return isNamed(certificate) || usesLabels;
    },
    async prepare(signal: AbortSignal) {
      if (usesLabels) prepared = await findLabelled(signal);
    },
    shares(certificate) {
      const named = containersOf(certificate).map((name) => idOf(name, prepared));
      return [...named, ...servicesOf(certificate).map((name) => `service ${name}`)];
    },
    sharesLoosely: (certificate) => labelledFor(certificate, prepared).map(({ id }) => id),
    check: () => docker.check(),
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

      for (const name of containersOf(certificate)) await attempt(() => restartContainer(name, certificate, signal));
      for (const name of servicesOf(certificate)) await attempt(() => updateService(name, certificate, signal));
      await attempt(async () => {
        for (const { id } of await lookForLabels(certificate, signal))
          await attempt(() => restartContainer(id, certificate, signal));
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
