import { openReader } from '../../application/open-reader.js';
import { showProblems } from '../../application/read-configuration.js';
import { isAlarming } from '../../issuance/status/certificate-state.js';
import { readStatus } from '../../issuance/status/read-status.js';
import { passRunningSince } from '../../status/pass-running.js';
import { statusJson } from '../../status/status-json.js';
import { outputColumns } from '../../terminal/layout.js';
import { printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { renderStatus } from '../render-status.js';

/** `letsencrypt-dns status`: a table of all certificates, from disk alone. */
export async function statusCommand({ globals, env, redactor }: CommandContext): Promise<number> {
  const reader = await openReader({ globals, env, redactor });
  try {
    showProblems(reader.problems, redactor);
    const { services } = reader;
    const certificates = await readStatus(services, reader.state);
    const since = await passRunningSince(services.store, services.clock.now());
    const text = globals.json
      ? JSON.stringify(statusJson({ certificates, passRunningSince: since }), undefined, 2)
      : [
          renderStatus(certificates, outputColumns(env)),
          ...(since === undefined ? [] : [`a pass is at work, since ${new Date(since).toISOString()}`]),
        ].join('\n');
    printResult(redactor.redact(text));
    return certificates.some(({ troubles }) => troubles.some(isAlarming)) ? exitCodes.failed : exitCodes.done;
  } finally {
    await reader.close();
  }
}
