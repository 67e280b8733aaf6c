import type { Outcome } from '../issuance/pass/outcome.js';
import type { PassResult } from '../issuance/pass/run-pass.js';
import { describeFailure, plainFailure } from '../sdk/failure.js';

/** What a trial came to: a line for each certificate and a summary; or JSON. */
export function renderTrial(
  { state, outcomes }: Pick<PassResult, 'state' | 'outcomes'>,
  json: boolean,
  redact: (text: string) => string,
): string {
  const byName = new Map(outcomes.map((outcome) => [outcome.action.name, outcome]));
  const all = state.certificates.map(({ name, server, domains }) => ({
    name,
    server,
    domains,
    outcome: byName.get(name),
  }));
  if (json) {
    return JSON.stringify({ certificates: all.map((one) => ({ ...plain(one, redact) })) }, undefined, 2);
  }
  const passed = all.filter(({ outcome }) => hasPassed(outcome)).length;
  const failed = all.length - passed;
  return [
    ...all.map(({ name, outcome }) =>
      hasPassed(outcome) ? `${name}: passed` : `${name}: failed: ${redact(reasonOf(outcome))}`,
    ),
    `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}; nothing of it was kept`,
  ].join('\n');
}

interface Tried {
  readonly name: string;
  readonly server: string;
  readonly domains: readonly string[];
  readonly outcome: Outcome | undefined;
}

function plain({ name, server, domains, outcome }: Tried, redact: (text: string) => string) {
  const failure = outcome?.failure;
  return {
    name,
    domains,
    server,
    result: hasPassed(outcome) ? 'passed' : 'failed',
    ...(failure !== undefined && {
      error: redact(describeFailure(failure)),
      code: failure.code,
      failure: plainFailure(failure, redact),
    }),
  };
}

function hasPassed(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && outcome.failure === undefined && outcome.parkedUntil === undefined;
}

function reasonOf(outcome: Outcome | undefined): string {
  return outcome?.failure === undefined ? 'it was stopped before it was done' : describeFailure(outcome.failure);
}
