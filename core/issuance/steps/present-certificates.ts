import type { PassReport, PostIssueHost, PostIssuePass } from '../../post-issue/index.js';
import type { Lineage } from '../../store/lineages/lineage.js';
import type { CertificateStore } from '../../store/store.js';
import type { Action } from '../plan/actions.js';
import { issuedCertificate } from './issued-certificate.js';

const dayMs = 24 * 3600 * 1000;

export interface Presentation {
  /** Remembers which certificates need not be shown again before something changes, or the day is over. */
  done(report: PassReport): Promise<void>;
}

/** Tells one way of showing certificates at a start from others; undefined: they have to be shown each time. */
export function startMark(
  { publication }: Pick<CertificateStore, 'publication'>,
  host: Pick<PostIssueHost, 'startFingerprint'>,
  now: number,
): string | undefined {
  const fingerprint = host.startFingerprint();
  return fingerprint === undefined ? undefined : [fingerprint, Math.floor(now / dayMs), publication.access()].join(' ');
}

/**
 * Shows the plugins of a start every certificate that is as it should be. One that they have dealt with today, in just
 * the same way and with the same files, they need not see again: of ten thousand that is nearly every one.
 */
export async function presentCertificates(
  store: CertificateStore,
  host: Pick<PostIssueHost, 'startFingerprint' | 'needsEachStart'>,
  plugins: PostIssuePass,
  actions: readonly Action[],
  lineages: readonly Lineage[],
  now: number,
): Promise<Presentation> {
  const byName = new Map(lineages.map((lineage) => [lineage.name, lineage]));
  // Looked at anew afterwards: a start may have changed modes and owners.
  const markNow = () => startMark(store, host, now);
  const mark = markNow();
  const shown: string[] = [];
  for (const action of actions) {
    const lineage = byName.get(action.name);
    if (action.kind !== 'keep' || action.certificate === undefined || lineage === undefined) continue;
    if (!store.publication.wants(action.name)) continue;
    if (mark !== undefined && lineage.mark === mark && !host.needsEachStart(action.certificate)) continue;
    shown.push(action.name);
    const certificate = issuedCertificate(store.publication, action.certificate, lineage);
    await plugins.done({ kind: 'present', certificate });
  }
  return {
    async done({ steps, faults }) {
      const dealtWith = markNow();
      if (dealtWith === undefined || shown.length === 0 || faults.length > 0) return;
      const failed = new Set(steps.filter(({ failure }) => failure !== undefined).map((step) => step.certificate));
      await store.publication.mark(
        shown.filter((name) => !failed.has(name)),
        dealtWith,
      );
    },
  };
}
