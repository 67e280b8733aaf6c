import { randomUUID } from 'node:crypto';
import { anything, type ExplainedFailure, type HttpClient, type HttpResponse, path } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { credentialsOf, delivery, fieldsOf } from './delivery.js';

/** An event has 65,536 bytes at most, and the text stands in it twice; in characters. */
const longest = 6_000;

/**
 * https://spec.matrix.org/v1.11/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid. The password of the
 * URL is an access token, its path (or what follows `#`) the room.
 */
export async function sendMatrix(http: HttpClient, { url }: Target, { title, lines, bad }: Message): Promise<void> {
  const text = cut(lines, longest);
  const request = { ...delivery, bearer: credentialsOf(url).password, explain };
  const api = http.extend({ baseUrl: url.origin, ...request });
  const room = await roomId(api, roomOf(url));
  const event = {
    // A notice makes no sound.
    msgtype: bad ? 'm.text' : 'm.notice',
    body: `${title}\n${text}`,
    format: 'org.matrix.custom.html',
    formatted_body: `<strong>${escapeHtml(title)}</strong><br>${escapeHtml(text).replaceAll('\n', '<br>')}`,
  };
  // The same number at each try: the server takes the message once.
  const transaction = randomUUID();
  await api.put(path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transaction}`, anything, event);
}

/** `!id:server` or `#alias:server`, from the path or from behind a raw `#`. */
export function roomOf(url: URL): string {
  return decodeURIComponent(url.hash === '' ? url.pathname.slice(1) : url.hash);
}

async function roomId(api: HttpClient, room: string): Promise<string> {
  if (!room.startsWith('#')) return room;
  return api.get(path`/_matrix/client/v3/directory/room/${room}`, {
    parse(data) {
      const { room_id: id } = fieldsOf(data);
      if (typeof id !== 'string' || id === '') throw new Error('"room_id" is missing');
      return id;
    },
  });
}

function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const { errcode, error, retry_after_ms: pauseMs } = fieldsOf(data);
  const said = {
    ...(typeof error === 'string' && { message: error }),
    ...(typeof errcode === 'string' && { serviceCode: errcode }),
  };
  if (status === 429 && typeof pauseMs === 'number') return { ...said, retryAfterMs: pauseMs };
  if (status === 401) return { ...said, hint: 'Make a new access token: this one is unknown to the server' };
  if (status === 403) return { ...said, hint: 'Let the account of the access token join the room' };
  return status === 404 ? { ...said, hint: 'Check the room: !id:server, or #alias:server with %23 for #' } : said;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
