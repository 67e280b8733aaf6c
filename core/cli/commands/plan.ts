import { openApplication } from '../../application/open-application.js';
import { showProblems } from '../../application/read-configuration.js';
import { tokens } from '../../application/tokens.js';
import { planPass } from '../../issuance/pass/plan-pass.js';
import { isPending } from '../../issuance/plan/actions.js';
import { owedByName } from '../../issuance/status/owed-by-name.js';
import { outputColumns } from '../../terminal/layout.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { planJson, renderPlan } from '../render-plan.js';

/** `letsencrypt-dns plan`: what `sync` would do, steps that are owed from before among it; touches nothing. */
export async function planCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const application = await openApplication({ globals, env, redactor, credentials: 'optional' });
  try {
    showProblems(application.problems, redactor);
    const services = application.container.resolve(tokens.passServices);
    const actions = await planPass(services, { state: application.state }, await services.store.lineages());
    const owed = await owedByName(services.store);
    const text = globals.json
      ? JSON.stringify(planJson(actions, owed), undefined, 2)
      : renderPlan(actions, owed, outputColumns(env));
    printResult(redactor.redact(text));
    const isOwed = actions.some(({ name }) => owed.has(name));
    if (isOwed || actions.some(isPending)) return exitCodes.pending;
    // What a bad line asks for is not in the plan: that must not look like nothing to do.
    const isBad = application.problems.some(({ severity }) => severity === 'error');
    return isBad ? exitCodes.usage : exitCodes.done;
  } finally {
    await application.close();
  }
}
