import { anything, type ExplainedFailure, type HttpClient, type HttpResponse } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { delivery, fieldsOf } from './delivery.js';

/** The service takes 1,024 characters, and 250 for the title; here with room for what is left. */
const longest = 990;
const longestTitle = 250;

/** An emergency is repeated each minute for an hour, until somebody has seen it. Both in seconds. */
const emergency = { retry: '60', expire: '3600' };

/** https://pushover.net/api. The URL is that of the API, with `token`, `user`, and perhaps `device` and `priority`. */
export async function sendPushover(http: HttpClient, { url }: Target, { title, lines, bad }: Message): Promise<void> {
  const query = url.searchParams;
  const priority = bad ? (query.get('priority') ?? '0') : '-1';
  const body: Record<string, string> = {
    token: query.get('token') ?? '',
    user: query.get('user') ?? '',
    title: title.slice(0, longestTitle),
    message: cut(lines, longest),
    priority,
    ...(priority === '2' && emergency),
  };
  const device = query.get('device');
  if (device !== null) body.device = device;
  const request = { ...delivery, bodyFormat: 'form', explain } as const;
  await http.post(`${url.origin}${url.pathname}`, anything, body, request);
}

function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  const { status: taken, errors, user, token } = fieldsOf(data);
  if (ok && taken === 1) return undefined;
  if (ok) return { code: 'RESPONSE', message: 'this is no answer of Pushover' };
  const words = Array.isArray(errors) ? { message: errors.filter((word) => typeof word === 'string').join('; ') } : {};
  // The quota of a month: trying again within minutes only makes it worse.
  if (status === 429)
    return { ...words, retryable: false, hint: 'The application has used up its messages of this month' };
  // The service asks for five seconds between tries.
  if (status >= 500) return { ...words, retryAfterMs: 5000 };
  if (token !== undefined) return { ...words, code: 'AUTHENTICATION', hint: 'Check the API token of the application' };
  return user === undefined
    ? words
    : { ...words, code: 'AUTHENTICATION', hint: 'Check the user or group key, and the device' };
}
