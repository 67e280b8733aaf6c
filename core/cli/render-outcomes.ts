import { someOf } from '../issuance/pass/events.js';
import type { Outcome } from '../issuance/pass/outcome.js';
import type { PassResult } from '../issuance/pass/run-pass.js';
import { describeFailure, plainFailure } from '../sdk/failure.js';
import { groupBy } from '../sdk/group-by.js';
import type { FourPaths } from '../store/layout.js';
import type { Lineage } from '../store/lineages/lineage.js';
import type { OwedByName } from './render-plan.js';

/** How certificates stand after a pass. */
/** A lineage as it is now, with where its files are on this host. */
export type PublishedLineage = Lineage & { readonly paths: FourPaths };

export interface Aftermath {
  readonly lineages: ReadonlyMap<string, PublishedLineage>;
  readonly owed: OwedByName;
}

const dayMs = 24 * 3600 * 1000;

/** What a pass came to: a line for each thing done or failed, and a summary; or JSON. */
export function renderOutcomes(
  result: PassResult,
  json: boolean,
  redact: (text: string) => string,
  aftermath: Aftermath = { lineages: new Map(), owed: new Map() },
): string {
  return json ? renderJson(result, redact, aftermath) : renderText(result, redact, aftermath);
}

function renderJson(
  { actions, outcomes, postIssue }: PassResult,
  redact: (text: string) => string,
  { lineages, owed }: Aftermath,
): string {
  const failedSteps = postIssue.steps.filter(({ failure }) => failure !== undefined);
  const certificates = actions.map((action) => {
    const outcome = outcomes.find((candidate) => candidate.action === action);
    const failure = outcome?.failure;
    const result = resultOf(outcome);
    const steps = failedSteps.filter(({ certificate }) => certificate === action.name);
    const lineage = result === 'done' ? lineages.get(action.name) : undefined;
    const owedSteps = owed.get(action.name) ?? [];
    return {
      name: action.name,
      action: action.kind,
      reason: action.reason,
      result,
      ...(lineage !== undefined && {
        version: lineage.version,
        notAfter: lineage.certificate?.notAfter,
        paths: lineage.paths,
      }),
      ...(failure !== undefined && {
        error: redact(describeFailure(failure)),
        code: failure.code,
        failure: plainFailure(failure, redact),
      }),
      ...(steps.length > 0 && {
        failedSteps: steps.map(({ plugin, failure: why }) => ({
          plugin,
          error: redact(describeFailure(why)),
          failure: plainFailure(why, redact),
        })),
      }),
      ...(owedSteps.length > 0 && { owedSteps }),
    };
  });
  return JSON.stringify({ certificates }, undefined, 2);
}

function renderText(
  { actions, outcomes, postIssue, others }: PassResult,
  redact: (text: string) => string,
  { lineages, owed }: Aftermath,
): string {
  const failedSteps = postIssue.steps.filter(({ failure }) => failure !== undefined);
  const hasFailed = (name: string, id: string) =>
    failedSteps.some(({ certificate, plugin }) => certificate === name && plugin === id);
  const lines = [
    ...outcomes
      .filter(({ silentServer }) => silentServer === undefined)
      .map((outcome) => lineOf(outcome, redact, lineages.get(outcome.action.name))),
    ...silentLines(outcomes),
    ...failedSteps.map(
      ({ certificate, plugin, failure }) => `${certificate}: ${plugin} failed: ${redact(describeFailure(failure))}`,
    ),
    ...[...owed].flatMap(([name, plugins]) =>
      plugins.filter((id) => !hasFailed(name, id)).map((id) => `${name}: ${id} is still owed`),
    ),
  ];
  const parked = outcomes.filter(({ parkedUntil }) => parkedUntil !== undefined).length;
  const waiting = actions.filter(({ kind }) => kind === 'wait').length + parked + (others?.waiting ?? 0);
  const kept = actions.filter(({ kind }) => kind === 'keep').length + (others?.unchanged ?? 0);
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  const summary = [
    outcomes.length === 0 ? 'nothing to do' : `${outcomes.length - failed - parked} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    `${kept} unchanged`,
  ];
  return [...lines, summary.join(', ')].join('\n');
}

/** A line for all that failed of the silence of one CA: there may be thousands, and there is nothing else to say of them. */
function silentLines(outcomes: readonly Outcome[]): string[] {
  const silenced = outcomes.filter(({ silentServer }) => silentServer !== undefined);
  return [...groupBy(silenced, ({ silentServer = '' }) => silentServer)].map(([server, group]) => {
    const names = someOf(group.map(({ action }) => action.name));
    return `${names}: failed, since the CA at ${new URL(server).host} does not answer. The next pass asks it again`;
  });
}

function lineOf(
  { action, failure, parkedUntil }: Outcome,
  redact: (text: string) => string,
  lineage: PublishedLineage | undefined,
): string {
  const head = `${action.name}: ${action.kind}`;
  if (failure !== undefined) return `${head} failed: ${redact(describeFailure(failure))}`;
  if (parkedUntil !== undefined) return `${head} waits for its records to become visible`;
  const end = lineage?.certificate?.notAfter;
  if (action.kind === 'remove' || lineage === undefined || end === undefined) return `${head} done`;
  const days = Math.floor((end.getTime() - Date.now()) / dayMs);
  return `${head} done, valid until ${end.toISOString().slice(0, 10)} (${days} days): ${lineage.paths.fullchain}`;
}

function resultOf(outcome: Outcome | undefined): 'unchanged' | 'done' | 'failed' | 'parked' {
  if (outcome === undefined) return 'unchanged';
  if (outcome.parkedUntil !== undefined) return 'parked';
  return outcome.failure === undefined ? 'done' : 'failed';
}
