import type { DesiredState } from '../../config/desired-state.js';
import type { PassReport } from '../../post-issue/index.js';
import { Failure } from '../../sdk/failure.js';
import type { IssuedCertificate } from '../../sdk/plugin.js';
import type { PassServices } from '../pass/pass-services.js';
import { continueLineages } from '../plan/continue-lineages.js';
import { currentCertificates } from './current-certificate.js';

export interface StepsAgain {
  /** Names in the configuration; none: all. */
  readonly names: readonly string[];
  readonly state: DesiredState;
  readonly signal: AbortSignal;
}

export interface StepsAgainReport extends PassReport {
  /** The certificates whose steps were run. */
  readonly certificates: readonly string[];
  /** Those that are not there, or damaged: there is nothing to run steps for. */
  readonly missing: readonly string[];
}

/**
 * Runs the post-issue steps for certificates as they are, as after a renewal; what fails is owed. For the holder of the
 * lock. @throws Failure CONFIG for a name that the configuration does not have, STORE
 */
export async function runStepsAgain(
  { store, postIssue }: Pick<PassServices, 'store' | 'postIssue'>,
  { names, state: asRead, signal }: StepsAgain,
): Promise<StepsAgainReport> {
  const state = continueLineages(asRead, await store.lineages({ signal }));
  const known = state.certificates.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Failure('CONFIG', `the configuration has no certificate called ${unknown}`, {
      hint: `Take one of: ${known.join(', ')}`,
    });
  }
  const current = currentCertificates(store, state);
  const found: IssuedCertificate[] = [];
  const missing: string[] = [];
  for (const name of names.length > 0 ? names : known) {
    const certificate = await current(name);
    if (certificate === undefined) missing.push(name);
    else found.push(certificate);
  }
  const pass = postIssue.beginPass({ expected: found, current, signal });
  for (const certificate of found) await pass.done({ kind: 'renewed', certificate });
  const report = await pass.finish();
  return { ...report, certificates: found.map(({ name }) => name), missing };
}
