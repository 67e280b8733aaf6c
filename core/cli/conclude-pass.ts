import type { Application } from '../application/open-application.js';
import { tokens } from '../application/tokens.js';
import type { PassResult } from '../issuance/pass/run-pass.js';
import { owedByName } from '../issuance/status/owed-by-name.js';
import type { FourPaths } from '../store/layout.js';
import type { CertificateStore } from '../store/store.js';
import { printResult } from '../terminal/print.js';
import { exitCodes } from './exit-codes.js';
import { renderOutcomes } from './render-outcomes.js';

/**
 * Prints what a pass came to, once, with where the certificates are.
 * @returns the exit code: 1 where a certificate or a post-issue step failed, or a step is owed from before
 */
export async function concludePass(
  { container, redactor }: Pick<Application, 'container' | 'redactor'>,
  result: PassResult,
  json: boolean,
): Promise<number> {
  const { store } = container.resolve(tokens.passServices);
  const changed = result.outcomes.filter(({ failure }) => failure === undefined).map(({ action }) => action.name);
  const now = changed.length > 0 ? await store.lineages({ names: changed }) : [];
  const lineages = new Map(now.map((lineage) => [lineage.name, { ...lineage, paths: filesOf(store, lineage.name) }]));
  const names = new Set(result.actions.map(({ name }) => name));
  const owed = new Map([...(await owedByName(store))].filter(([name]) => names.has(name)));
  printResult(renderOutcomes(result, json, redactor.redact, { lineages, owed }));
  const hasFailed = [...result.outcomes, ...result.postIssue.steps].some(({ failure }) => failure !== undefined);
  return hasFailed || owed.size > 0 ? exitCodes.failed : exitCodes.done;
}

function filesOf({ publication }: CertificateStore, name: string): FourPaths {
  const { cert, privateKey: privkey, chain, fullchain } = publication.paths(name);
  return { cert, privkey, chain, fullchain };
}
