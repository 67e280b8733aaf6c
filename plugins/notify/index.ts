import { hostname } from 'node:os';
import { definePlugin, describeFailure, type PassSummary } from '../../core/sdk/index.js';
import type { Sign } from './channels/pings.js';
import { decide } from './decide.js';
import { isPinged } from './kinds.js';
import type manifest from './manifest.json';
import { keyOf, type Memory, toldIn } from './memory.js';
import { composeMessage } from './message.js';
import { passSign } from './pass-sign.js';
import { secretsOf, withoutAddress } from './secrets.js';
import { ping, send } from './send.js';
import type { Target } from './target.js';
import { checkTargets, soundTargets } from './targets.js';
import { testMessage } from './test-message.js';

/** Reports lasting failures, near expiry and recovery. No CA sends mail about expiry any more. */
export default definePlugin<typeof manifest>(({ options, http, log, memory }) => {
  const targets = soundTargets(options.urls);
  // What a service answers may repeat any part of its address.
  for (const target of targets) http.hide(...secretsOf(target));

  async function onPass(summary: PassSummary, signal: AbortSignal): Promise<void> {
    for (const { message } of checkTargets(options.urls)) log.error({ event: 'notify.refused' }, message);
    const { sign, lines } = passSign(summary);
    await Promise.all([tellAll(summary, signal), pingAll(sign, lines)]);
  }

  async function tellAll(summary: PassSummary, signal: AbortSignal): Promise<void> {
    const rules = { afterFailures: Math.max(1, options.afterFailures), repeatMs: options.repeatHours * 3600 * 1000 };
    const before = await memory.read();
    const after: Record<string, Memory[string]> = {};
    await Promise.all(
      targets
        .filter(({ kind }) => !isPinged(kind))
        .map(async (target) => {
          const key = keyOf(target);
          const told = toldIn(before, key);
          const decision = decide(summary, told, rules);
          // Until it has been sent, nothing has been told: the next pass tries again.
          after[key] = told;
          if (decision.heldBack)
            log.warn({ event: 'notify.held', target: target.shown }, 'too many notifications today');
          try {
            if (decision.notices.length > 0) {
              await send(http, target, composeMessage(decision.notices, hostname(), summary.at), signal);
              log.info(
                { event: 'notify.sent', target: target.shown, notices: decision.notices.length },
                'notification sent',
              );
            }
            after[key] = decision.told;
          } catch (error) {
            logFailure(target, error);
          }
        }),
    );
    if (JSON.stringify(after) !== JSON.stringify(before ?? {})) await memory.write(after);
  }

  async function pingAll(sign: Sign, lines: readonly string[]): Promise<void> {
    await Promise.all(
      targets
        .filter(({ kind }) => isPinged(kind))
        .map(async (target) => {
          try {
            await ping(http, target, sign, lines);
            log.debug({ event: 'notify.pinged', target: target.shown, sign }, 'sign of life sent');
          } catch (error) {
            logFailure(target, error);
          }
        }),
    );
  }

  function logFailure(target: Target, error: unknown): void {
    log.error(
      { event: 'notify.failed', target: target.shown, reason: withoutAddress(describeFailure(error), target) },
      'a notification could not be sent',
    );
  }

  return {
    concerns: () => false,
    handle: async () => undefined,
    check: () => checkTargets(options.urls),
    messageTargets: () =>
      targets.map((target) => ({
        to: target.shown,
        sendTest: (signal) => send(http, target, testMessage(hostname()), signal),
      })),
    ...(options.urls.trim() !== '' && {
      onPass,
      onPassStart: () => pingAll('start', []),
      onPassFailed: (failure) => pingAll('fail', [`the pass failed: ${describeFailure(failure)}`]),
    }),
  };
});
