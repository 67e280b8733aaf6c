import { type Answer, type Asked, jsonOf } from './serve.js';

interface Rules {
  readonly token: string;
  readonly chats: readonly string[];
  /** How many messages are refused before one is taken. */
  floods?: number;
}

/** The Bot API as far as sendMessage goes: what it refuses, and how. */
export function telegram(rules: Rules): (asked: Asked) => Answer {
  return (asked) => {
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(asked.path) ?? [];
    if (token === undefined || !/^\d+:[\w-]+$/.test(token)) return failed(404, 'Not Found');
    if (token !== rules.token) return failed(401, 'Unauthorized');
    if (method !== 'sendMessage' || asked.method !== 'POST') return failed(404, 'Not Found: method not found');
    const body = jsonOf(asked);
    if (body === undefined) return failed(400, 'Bad Request: message text is empty');
    const text = typeof body.text === 'string' ? body.text : '';
    if (text.trim() === '') return failed(400, 'Bad Request: message text is empty');
    if (text.length > 4096) return failed(400, 'Bad Request: message is too long');
    if (/\p{Surrogate}/u.test(text)) return failed(400, 'Bad Request: strings must be encoded in UTF-8');
    const chat = String(body.chat_id ?? '');
    if (chat === '') return failed(400, 'Bad Request: chat_id is empty');
    if (chat === '-100')
      return failed(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1007 });
    if (chat === '403') return failed(403, 'Forbidden: bot was blocked by the user');
    if (!rules.chats.includes(chat)) return failed(400, 'Bad Request: chat not found');
    if (body.message_thread_id !== undefined && !Number.isInteger(body.message_thread_id))
      return failed(400, 'Bad Request: message thread not found');
    for (const { type, offset, length } of (body.entities ?? []) as {
      type: string;
      offset: number;
      length: number;
    }[]) {
      if (type !== 'bold' || offset < 0 || length < 1 || offset + length > text.length)
        return failed(400, "Bad Request: can't parse entities");
    }
    if ((rules.floods ?? 0) > 0) {
      rules.floods = (rules.floods ?? 0) - 1;
      return failed(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
    }
    return { status: 200, body: { ok: true, result: { message_id: 1 } } };
  };
}

function failed(status: number, description: string, parameters?: object): Answer {
  return { status, body: { ok: false, error_code: status, description, ...(parameters && { parameters }) } };
}
