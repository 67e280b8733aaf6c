import { openApplication } from '../../application/open-application.js';
import { tokens } from '../../application/tokens.js';
import { describeFailure, plainFailure } from '../../sdk/failure.js';
import type { Delivery } from '../../sdk/plugin.js';
import { printNote, printResult } from '../../terminal/print.js';
import type { CommandContext } from '../command-context.js';
import { exitCodes } from '../exit-codes.js';
import { stopSignal } from '../stop-signal.js';

export interface NotifyOptions {
  readonly test?: boolean;
}

/** `letsencrypt-dns notify [--test]`: the addresses that messages go to, and whether they arrive there. */
export async function notifyCommand(
  { globals, env, redactor }: CommandContext,
  { test = false }: NotifyOptions,
): Promise<number> {
  const signal = stopSignal();
  const application = await openApplication({ globals, env, redactor, signal, credentials: 'optional' });
  const { redact } = redactor;
  try {
    const postIssue = application.container.resolve(tokens.postIssue);
    const faults = (await postIssue.check([])).errors.filter(({ place }) => place?.startsWith('NOTIFY_'));
    for (const fault of faults) printNote(redact(`error: ${describeFailure(fault)}`));
    const deliveries = await postIssue.messageTargets(test ? signal : undefined);
    if (deliveries.length === 0 && faults.length === 0) {
      printNote('error: there is no address to send messages to: set NOTIFY_URLS');
      return exitCodes.usage;
    }
    printResult(redact(globals.json === true ? asJson(deliveries, redact) : asText(deliveries, test)));
    if (faults.length > 0) return exitCodes.usage;
    return deliveries.every(({ failure }) => failure === undefined) ? exitCodes.done : exitCodes.failed;
  } finally {
    await application.close();
  }
}

function asText(deliveries: readonly Delivery[], test: boolean): string {
  const lines = deliveries.map(({ to, failure }) => {
    if (failure !== undefined) return `${to}: failed: ${describeFailure(failure)}`;
    return test ? `${to}: taken` : to;
  });
  const hint = test || deliveries.length === 0 ? [] : ['', 'letsencrypt-dns notify --test sends a message to each.'];
  return [...lines, ...hint].join('\n');
}

function asJson(deliveries: readonly Delivery[], redact: (text: string) => string): string {
  const targets = deliveries.map(({ to, failure }) => ({
    to,
    ...(failure !== undefined && { failure: plainFailure(failure, redact) }),
  }));
  return JSON.stringify({ targets }, undefined, 2);
}
