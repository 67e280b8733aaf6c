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
        result: outcome === undefined ? 'unchanged' : failure === undefined ? 'done' : 'failed',
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
  const lines = outcomes.map(({ action, failure }) =>
    failure === undefined
      ? `${action.name}: ${action.kind} done`
      : `${action.name}: ${action.kind} failed: ${redact(describeFailure(failure))}`,
  );
  lines.push(
    ...failedSteps.map(
      ({ certificate, plugin, failure }) => `${certificate}: ${plugin} failed: ${redact(describeFailure(failure))}`,
    ),
  );
  const waiting = actions.filter(({ kind }) => kind === 'wait').length;
  const kept = actions.filter(({ kind }) => kind === 'keep').length;
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  const summary = [
    outcomes.length === 0 ? 'nothing to do' : `${outcomes.length - failed} done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    `${kept} unchanged`,
  ];
  return [...lines, summary.join(', ')].join('\n');
}
