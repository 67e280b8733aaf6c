import { agentProblems } from '../../agent/contact.js';
import { openReader } from '../../application/open-reader.js';
import { readStandStill } from '../../issuance/pass/pass-watch.js';
import { readStatus } from '../../issuance/status/read-status.js';
import { assessHealth, describeProblem, withProblem } from '../../status/health.js';
import { passRunningSince } from '../../status/pass-running.js';
import { moveProblem, readMoveMark } from '../../store/move-mark.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';

/** `letsencrypt-dns health`: for HEALTHCHECK and scripts; from disk alone, also beside a daemon or without one. */
export async function healthCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const reader = await openReader({ globals, env, redactor });
  try {
    const { services } = reader;
    const certificates = await readStatus(services, reader.state);
    const now = services.clock.now();
    const since = await passRunningSince(services.store, now);
    const standStill = await readStandStill(services.store.publication.state, now);
    const assessed = withProblem(
      assessHealth(certificates, now, since, standStill),
      moveProblem(await readMoveMark(services.store.state), now),
    );
    const problems = [...(await agentProblems(services.store, now)), ...assessed.problems];
    const health = { healthy: problems.length === 0, problems };
    const lines = health.problems.map(describeProblem);
    const text = globals.json
      ? JSON.stringify(health, undefined, 2)
      : [health.healthy ? 'healthy' : 'unhealthy', ...lines].join('\n');
    printResult(redactor.redact(text));
    return health.healthy ? exitCodes.done : exitCodes.failed;
  } finally {
    await reader.close();
  }
}
