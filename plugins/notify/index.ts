import { hostname } from 'node:os';
import { definePlugin, describeFailure, type PassSummary } from '../../core/sdk/index.js';
import { sendDiscord, sendGotify, sendNtfy, sendSlack, sendWebhook } from './channels/http.js';
import { sendMail } from './channels/smtp.js';
import { decide } from './decide.js';
import type manifest from './manifest.json';
import { keyOf, type Memory, toldIn } from './memory.js';
import { composeMessage, type Message } from './message.js';
import { checkTargets, parseTargets, type Target, withoutAddress } from './targets.js';

/** Reports lasting failures, near expiry and recovery. No CA sends mail about expiry any more. */
export default definePlugin<typeof manifest>(({ options, http, log, memory }) => {
  async function send(target: Target, message: Message, signal: AbortSignal): Promise<void> {
    switch (target.kind) {
      case 'webhook':
        return sendWebhook(http, target, message);
      case 'slack':
        return sendSlack(http, target, message);
      case 'discord':
        return sendDiscord(http, target, message);
      case 'ntfy':
        return sendNtfy(http, target, message);
      case 'gotify':
        return sendGotify(http, target, message);
      case 'smtp':
        return sendMail(target, message, signal);
    }
  }

  async function onPass(summary: PassSummary, signal: AbortSignal): Promise<void> {
    const targets = parseTargets(options.urls);
    const rules = { afterFailures: Math.max(1, options.afterFailures), repeatMs: options.repeatHours * 3600 * 1000 };
    const before = await memory.read();
    const after: Record<string, Memory[string]> = {};
    await Promise.all(
      targets.map(async (target) => {
        const key = keyOf(target);
        const told = toldIn(before, key);
        const decision = decide(summary, told, rules);
        // Until it has been sent, nothing has been told: the next pass tries again.
        after[key] = told;
        if (decision.heldBack) log.warn({ event: 'notify.held', target: target.shown }, 'too many notifications today');
        try {
          if (decision.notices.length > 0) {
            await send(target, composeMessage(decision.notices, hostname(), summary.at), signal);
            log.info(
              { event: 'notify.sent', target: target.shown, notices: decision.notices.length },
              'notification sent',
            );
          }
          after[key] = decision.told;
        } catch (error) {
          log.error(
            { event: 'notify.failed', target: target.shown, reason: withoutAddress(describeFailure(error), target) },
            'a notification could not be sent',
          );
        }
      }),
    );
    if (JSON.stringify(after) !== JSON.stringify(before ?? {})) await memory.write(after);
  }

  return {
    concerns: () => false,
    handle: async () => undefined,
    check: () => checkTargets(options.urls),
    ...(options.urls.trim() !== '' && { onPass }),
  };
});
