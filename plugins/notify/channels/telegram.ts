import { anything, type ExplainedFailure, type HttpClient, type HttpResponse } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { delivery, fieldsOf } from './delivery.js';

/** The service takes 4,096 UTF-16 units; in characters, with room for the title (names have up to 253) and what is left. */
const longest = 3_700;

/** https://core.telegram.org/bots/api#sendmessage. The URL is that of the method, with `chat_id` and `message_thread_id`. */
export async function sendTelegram(http: HttpClient, { url }: Target, { title, lines }: Message): Promise<void> {
  const thread = url.searchParams.get('message_thread_id');
  const body = {
    chat_id: url.searchParams.get('chat_id'),
    ...(thread !== null && { message_thread_id: Number(thread) }),
    text: `${title}\n${cut(lines, longest)}`,
    // Told by its place, not by signs in the text, which may stand in names and errors as well.
    entities: [{ type: 'bold', offset: 0, length: title.length }],
    link_preview_options: { is_disabled: true },
  };
  await http.post(`${url.origin}${url.pathname}`, anything, body, { ...delivery, explain });
}

function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  const { ok: isTaken, description, parameters } = fieldsOf(data);
  if (ok && isTaken === true) return undefined;
  if (ok) return { code: 'RESPONSE', message: 'this is no answer of the Bot API', hint: hints.address };
  const words = typeof description === 'string' ? { message: description } : {};
  const { retry_after: seconds, migrate_to_chat_id: moved } = fieldsOf(parameters);
  if (status === 429 && typeof seconds === 'number') return { ...words, retryAfterMs: seconds * 1000 };
  if (moved !== undefined) return { ...words, hint: `The group has become a supergroup: its chat id is ${moved} now` };
  if (status === 401 || status === 404) return { ...words, code: 'AUTHENTICATION', hint: hints.token };
  if (status === 403) return { ...words, hint: hints.blocked };
  return status === 400 ? { ...words, hint: hints.chat } : words;
}

const hints = {
  address: 'Check the address: it ends in /sendMessage?chat_id=…',
  token: 'Check the token, as @BotFather shows it: 123456789:AbC…',
  blocked: 'Write to the bot first, or add it to the group or channel; it must not be blocked there',
  chat: 'Check the chat id: a number, negative for groups, or @name of a channel; write to the bot first',
};
