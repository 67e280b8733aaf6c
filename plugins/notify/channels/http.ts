import { anything, type HttpClient } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { credentialsOf, delivery } from './delivery.js';

/** Longest texts that the services take, in characters, with room to spare. */
const longest = { slack: 12_000, discord: 1_900, ntfy: 3_500, gotify: 12_000 } as const;

/** Our own form, stable: fields are added, never changed. */
export async function sendWebhook(http: HttpClient, { url }: Target, message: Message): Promise<void> {
  await http.post(url.href, anything, webhookBody(message), delivery);
}

export function webhookBody({ title, lines, bad, notices, host }: Message) {
  const status = bad ? 'problem' : 'recovered';
  return { source: 'letsencrypt-dns', host, title, text: lines.join('\n'), status, notices };
}

/** https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks */
export async function sendSlack(http: HttpClient, { url }: Target, { title, lines }: Message): Promise<void> {
  const escaped = cut(lines, longest.slack).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // Slack answers "ok", which is no JSON.
  await http.post(url.href, anything, { text: `*${title}*\n${escaped}` }, { ...delivery, responseFormat: 'text' });
}

/** https://docs.discord.com/developers/resources/webhook#execute-webhook */
export async function sendDiscord(http: HttpClient, { url }: Target, { title, lines }: Message): Promise<void> {
  const content = `**${title}**\n${cut(lines, longest.discord)}`;
  // Names in a message ring nobody's bell.
  await http.post(url.href, anything, { content, allowed_mentions: { parse: [] } }, delivery);
}

/** https://docs.ntfy.sh/publish/#publish-as-json; a password alone is an access token. */
export async function sendNtfy(http: HttpClient, { url }: Target, { title, lines, bad }: Message): Promise<void> {
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const topic = decodeURIComponent(parts.pop() ?? '');
  const body = {
    topic,
    title,
    message: cut(lines, longest.ntfy),
    priority: bad ? 4 : 3,
    tags: [bad ? 'warning' : 'white_check_mark'],
  };
  const { username, password } = credentialsOf(url);
  const access = password === '' ? {} : username === '' ? { bearer: password } : { basic: { username, password } };
  await http.post(`${url.origin}/${parts.map((part) => `${part}/`).join('')}`, anything, body, {
    ...delivery,
    ...access,
  });
}

/** https://gotify.net/docs/pushmsg */
export async function sendGotify(http: HttpClient, { url }: Target, { title, lines, bad }: Message): Promise<void> {
  const path = url.pathname.replace(/\/?$/, '/message');
  const headers = { 'x-gotify-key': url.searchParams.get('token') ?? '' };
  await http.post(
    `${url.origin}${path}`,
    anything,
    { title, message: cut(lines, longest.gotify), priority: bad ? 8 : 4 },
    { ...delivery, headers },
  );
}
