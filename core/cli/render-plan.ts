import { type Action, differencesIn } from '../issuance/plan/actions.js';
import { renderRows } from '../terminal/layout.js';

/** Plugins that each certificate owes a run, by its name. */
export type OwedByName = ReadonlyMap<string, readonly string[]>;

/** The plan for machines. */
export function planJson(actions: readonly Action[], owed: OwedByName): object {
  return { actions: actions.map((action) => describe(action, owed.get(action.name) ?? [])) };
}

function describe(action: Action, owedSteps: readonly string[]) {
  return {
    name: action.name,
    action: action.kind,
    reason: action.reason,
    ...('certificate' in action && action.certificate !== undefined && { domains: action.certificate.domains }),
    ...(action.kind === 'keep' && action.next !== undefined && { nextRenewal: new Date(action.next.at).toISOString() }),
    ...(differencesIn(action).length > 0 && { differences: differencesIn(action) }),
    ...(action.kind === 'wait' && action.until !== undefined && { until: new Date(action.until).toISOString() }),
    ...(owedSteps.length > 0 && { owedSteps }),
  };
}

/**
 * The plan for people: what is done about each certificate; below it what differs between disk and configuration, one
 * thing a line, and the steps that are owed from before.
 * @param columns of the terminal; undefined: any
 */
export function renderPlan(actions: readonly Action[], owed: OwedByName, columns: number | undefined): string {
  if (actions.length === 0) return 'no certificates';
  const rows = actions.flatMap((action) => {
    const { kind, name, reason } = action;
    const steps = owed.get(name) ?? [];
    const differences = differencesIn(action).map(({ text }) => ['', '', text]);
    const run = ['run', name, `post-issue steps that have not succeeded yet: ${steps.join(', ')}`];
    return [[kind, name, reason], ...differences, ...(steps.length === 0 ? [] : [run])];
  });
  return renderRows(['ACTION', 'CERTIFICATE', 'WHY'], rows, columns);
}
