import type { HttpClient } from '../../core/sdk/index.js';
import { sendHomeAssistant } from './channels/home-assistant.js';
import { sendDiscord, sendGotify, sendNtfy, sendSlack, sendWebhook } from './channels/http.js';
import { sendMatrix } from './channels/matrix.js';
import { pingHealthchecks, pingUptimeKuma, type Sign } from './channels/pings.js';
import { sendPushover } from './channels/pushover.js';
import { sendMail } from './channels/smtp.js';
import { sendTeams } from './channels/teams.js';
import { sendTelegram } from './channels/telegram.js';
import type { Message } from './message.js';
import type { Target } from './target.js';

/** Sends a message in the way of its channel. Each has its own limits of size and time, and tries again where that can help. */
export async function send(http: HttpClient, target: Target, message: Message, signal: AbortSignal): Promise<void> {
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
    case 'telegram':
      return sendTelegram(http, target, message);
    case 'matrix':
      return sendMatrix(http, target, message);
    case 'teams':
      return sendTeams(http, target, message);
    case 'pushover':
      return sendPushover(http, target, message);
    case 'homeassistant':
      return sendHomeAssistant(http, target, message);
    case 'smtp':
      return sendMail(target, message, signal);
    case 'healthchecks':
    case 'uptimekuma':
      return ping(http, target, 'log', [message.title, ...message.lines]);
  }
}

/** Gives a sign of life to a service that waits for one. */
export function ping(http: HttpClient, target: Target, sign: Sign, lines: readonly string[]): Promise<void> {
  return target.kind === 'uptimekuma'
    ? pingUptimeKuma(http, target, sign, lines)
    : pingHealthchecks(http, target, sign, lines);
}
