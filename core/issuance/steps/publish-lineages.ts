import type { DesiredState } from '../../config/desired-state.js';
import type { PostIssuePass } from '../../post-issue/index.js';
import { describeFailure, toFailure } from '../../sdk/failure.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { PassServices } from '../pass/pass-services.js';
import { continueLineages } from '../plan/continue-lineages.js';
import { currentCertificates } from './current-certificate.js';
import { certificateAsIs, issuedCertificate } from './issued-certificate.js';

type Needs = Pick<PassServices, 'store' | 'postIssue' | 'log'>;

/**
 * Makes the files of this host those of the store, and hands what changed to its plugins. One that cannot be written
 * does not hold up the others, and is tried again at the next look.
 * @param only names of the lineages that alone are compared
 * @returns the names of those that could not be written or removed
 */
export async function publishDifferences(
  { store, log }: Needs,
  plugins: PostIssuePass,
  state: DesiredState,
  lineages: readonly Lineage[],
  signal: AbortSignal,
  only?: readonly string[],
): Promise<readonly string[]> {
  const { publication } = store;
  const { behind, gone } = await publication.differences(lineages, only);
  const byName = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  const wanted = new Map(state.certificates.map((certificate) => [certificate.name, certificate]));
  const failed: string[] = [];

  async function attempt(name: string, work: () => Promise<void>): Promise<void> {
    signal.throwIfAborted();
    try {
      await work();
    } catch (error) {
      failed.push(name);
      const { message } = toFailure(error, 'STORE');
      log.error({ event: 'publication.failed', certificate: name, reason: describeFailure(error) }, message);
    }
  }

  for (const name of behind) {
    const lineage = byName.get(name);
    if (lineage === undefined) continue;
    await attempt(name, async () => {
      const desired = wanted.get(name);
      const certificate =
        desired === undefined
          ? certificateAsIs(publication, lineage)
          : issuedCertificate(publication, desired, lineage);
      const owes = await plugins.owes({ kind: 'renewed', certificate });
      if ((await publication.publish(name, owes)) !== 'written') return;
      log.info(
        { event: 'certificate.published', certificate: name, version: lineage.version },
        'written from the store',
      );
      await plugins.done({ kind: 'renewed', certificate });
    });
  }
  for (const lineage of gone) {
    await attempt(lineage.name, async () => {
      await publication.withdraw(lineage.name);
      log.info({ event: 'certificate.withdrawn', certificate: lineage.name }, 'no longer in the store or wanted here');
      await plugins.done({ kind: 'removed', certificate: certificateAsIs(publication, lineage) });
    });
  }
  return failed;
}

/** What became of a comparison by itself. */
export interface PublishedAlone {
  /** The configuration with the names that its lineages have. */
  readonly state: DesiredState;
  /** Those that could not be written or removed. */
  readonly failed: readonly string[];
}

/** The same by itself, with the steps that are owed here: what an instance does that stands by. For one process of a host. */
export async function publishAlone(
  services: Needs,
  asRead: DesiredState,
  signal: AbortSignal,
): Promise<PublishedAlone> {
  const lineages = await services.store.lineages({ signal });
  return publishWithSteps(services, continueLineages(asRead, lineages), lineages, signal);
}

/**
 * The same for some lineages: the others are as they were when all were compared.
 * @param state what that gave
 */
export async function publishSome(
  services: Needs,
  state: DesiredState,
  names: readonly string[],
  signal: AbortSignal,
): Promise<PublishedAlone> {
  const lineages = names.length === 0 ? [] : await services.store.lineages({ signal, names });
  return publishWithSteps(services, state, lineages, signal, names);
}

async function publishWithSteps(
  services: Needs,
  state: DesiredState,
  lineages: readonly Lineage[],
  signal: AbortSignal,
  only?: readonly string[],
): Promise<PublishedAlone> {
  const { store, postIssue } = services;
  const plugins = postIssue.beginPass({ expected: [], current: currentCertificates(store, state), signal });
  const failed = await publishDifferences(services, plugins, state, lineages, signal, only);
  await plugins.finish();
  return { state, failed };
}
