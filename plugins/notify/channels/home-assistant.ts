import type { HttpClient } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { credentialsOf, delivery } from './delivery.js';
import { webhookBody } from './http.js';

/** In characters; a notification is meant to be read. */
const longest = 12_000;

/** One notification, whose text is the newest. */
const notificationId = 'letsencrypt_dns';

/**
 * The webhook of an automation (https://www.home-assistant.io/docs/automation/trigger/#webhook-trigger), which finds
 * `trigger.json.title` and `.message`; with an access token as the password of the URL, a notification of its own.
 */
export async function sendHomeAssistant(http: HttpClient, { url }: Target, message: Message): Promise<void> {
  const { title, lines } = message;
  const text = cut(lines, longest);
  const { password } = credentialsOf(url);
  // Neither answer is looked at: that of a webhook is empty.
  if (password === '') {
    await http.send('POST', url.href, { ...delivery, body: { ...webhookBody(message), message: text } });
    return;
  }
  const base = url.pathname.replace(/\/+$/, '');
  await http.send('POST', `${url.origin}${base}/api/services/persistent_notification/create`, {
    ...delivery,
    bearer: password,
    body: { title, message: text, notification_id: notificationId },
  });
}
