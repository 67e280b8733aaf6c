import type { Outcome } from '../issuance/execute.js';
import type { PassResult } from '../issuance/pass.js';
import { describeFailure, plainFailure } from '../sdk/failure.js';

/** What a pass came to: a line for each thing done or failed, and a summary; or JSON. */
export function renderOutcomes(
  { actions, outcomes, postIssue }: PassResult,
  json: boolean,
  redact: (text: string) => string,
): string {
  const failedSteps = postIssue.steps.filter(({ failure }) => failure !== undefined);
  if (json) {
    const certificates = actions.map((action) => {
      const outcome = outcomes.find((candidate) => candidate.action === action);
      const failure = outcome?.failure;
      const steps = failedSteps.filter(({ certificate }) => certificate === action.name);
      return {
        name: action.name,
        action: action.kind,
        reason: action.reason,
        result: resultOf(outcome),
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
      };
    });
    return JSON.stringify({ certificates }, undefined, 2);
  }
  const lines = outcomes.map(({ action, failure, parkedUntil }) =>
    failure === undefined
      ? `${action.name}: ${action.kind} ${parkedUntil === undefined ? 'done' : 'waits for its records to become visible'}`
      : `${action.name}: ${action.kind} failed: ${redact(describeFailure(failure))}`,
  );
  lines.push(
    ...failedSteps.map(
      ({ certificate, plugin, failure }) => `${certificate}: ${plugin} failed: ${redact(describeFailure(failure))}`,
    ),
  );
  const parked = outcomes.filter(({ parkedUntil }) => parkedUntil !== undefined).length;
  const waiting = actions.filter(({ kind }) => kind === 'wait').length + parked;
  const kept = actions.filter(({ kind }) => kind === 'keep').length;
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  const summary = [
    outcomes.length === 0 ? 'nothing to do' : `${outcomes.length - failed - parked} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    `${kept} unchanged`,
  ];
  return [...lines, summary.join(', ')].join('\n');
}

function resultOf(outcome: Outcome | undefined): 'unchanged' | 'done' | 'failed' | 'parked' {
  if (outcome === undefined) return 'unchanged';
  if (outcome.parkedUntil !== undefined) return 'parked';
  return outcome.failure === undefined ? 'done' : 'failed';
}
