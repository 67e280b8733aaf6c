import { type Action, differencesIn, isPending } from '../../issuance/actions.js';
import { planPass } from '../../issuance/pass.js';
import { tokens } from '../../tokens.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { openApplication, showProblems } from '../open-application.js';
import { printResult } from '../print.js';
import { renderTable } from '../table.js';

/** `letsencrypt-dns plan`: what `sync` would do; touches nothing. */
export async function planCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const application = await openApplication({ globals, env, redactor });
  try {
    showProblems(application.problems, redactor);
    const services = application.container.resolve(tokens.passServices);
    const actions = await planPass(services, { state: application.state }, await services.store.list());
    printResult(globals.json ? renderJson(actions) : renderText(actions));
    return actions.some(isPending) ? exitCodes.pending : exitCodes.done;
  } finally {
    await application.close();
  }
}

function renderJson(actions: readonly Action[]): string {
  return JSON.stringify({ actions: actions.map(describe) }, undefined, 2);
}

function describe(action: Action) {
  return {
    name: action.name,
    action: action.kind,
    reason: action.reason,
    ...('certificate' in action && action.certificate !== undefined && { domains: action.certificate.domains }),
    ...(action.kind === 'keep' && action.next !== undefined && { nextRenewal: new Date(action.next.at).toISOString() }),
    ...(differencesIn(action).length > 0 && { differences: differencesIn(action) }),
    ...(action.kind === 'wait' && action.until !== undefined && { until: new Date(action.until).toISOString() }),
  };
}

function renderText(actions: readonly Action[]): string {
  if (actions.length === 0) return 'no certificates';
  return renderTable(['ACTION', 'CERTIFICATE', 'WHY'], actions.flatMap(rowsOf));
}

/** What differs between disk and configuration stands below, one thing a line. */
function rowsOf(action: Action): [string, string, string][] {
  return [
    [action.kind, action.name, action.reason],
    ...differencesIn(action).map(({ text }): [string, string, string] => ['', '', text]),
  ];
}
