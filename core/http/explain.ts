import { boundedPause, longestPauseMs } from '../sdk/bounded-pause.js';
import { Failure, type FailureCode } from '../sdk/failure.js';
import type { ExplainedFailure, HttpResponse } from '../sdk/http.js';
import { visibleLine } from '../sdk/visible-text.js';
import { ellipsis } from './redact.js';

/** Where APIs put their words, most telling first. */
const messageFields = [
  'message',
  'errorMessage',
  'error_message',
  'error_description',
  'detail',
  'error',
  'errors',
  'msg',
  'description',
  'reason',
  'title',
];

/** Turns an answer that is a failure into a {@link Failure}, from what the provider says of it, the status and the body. */
export function failureOf(response: HttpResponse, explained: ExplainedFailure, place: string): Failure {
  const code = explained.code ?? codeOf(response.status);
  const words =
    explained.message ?? findMessage(response.data) ?? plainWords(response) ?? `HTTP status ${response.status}`;
  const asked = explained.retryAfterMs ?? parseRetryAfter(response.headers['retry-after']);
  const retryAfterMs = asked === undefined ? undefined : boundedPause(asked);
  const hint = explained.hint ?? hintOf(code);
  // What it was to change had changed (RFC 9110, section 15.5.13): whoever reads it anew may succeed.
  const retryable = explained.retryable ?? (response.status === 412 ? true : undefined);
  return new Failure(code, `${lead(code)}: ${shorten(visibleLine(words.trim()))}`, {
    place,
    status: response.status,
    ...(hint !== undefined && { hint }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(explained.serviceCode !== undefined && { serviceCode: explained.serviceCode }),
    ...(retryable !== undefined && { retryable }),
  });
}

/** Longest text of a service that is shown, in characters. */
const longestWords = 500;

function shorten(words: string): string {
  return words.length > longestWords ? `${words.slice(0, longestWords)}${ellipsis}` : words;
}

function codeOf(status: number): FailureCode {
  if (status === 401 || status === 403) return 'AUTHENTICATION';
  if (status === 404) return 'RECORD_NOT_FOUND';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'SERVER' : 'API';
}

function lead(code: FailureCode): string {
  switch (code) {
    case 'AUTHENTICATION':
      return 'the credentials or their rights were refused';
    case 'RATE_LIMITED':
      return 'too many requests';
    case 'SERVER':
      return 'the service failed';
    case 'RECORD_NOT_FOUND':
    case 'ZONE_NOT_FOUND':
      return 'not found';
    case 'RECORD_EXISTS':
      return 'exists already';
    default:
      return 'the request was refused';
  }
}

function hintOf(code: FailureCode): string | undefined {
  if (code === 'AUTHENTICATION') return 'Check the credentials and what they are allowed to do';
  if (code === 'RATE_LIMITED' || code === 'SERVER') return 'Try again later';
  return undefined;
}

/** A whole answer that says of itself that it is plain text, where something else was wanted. */
function plainWords({ data, headers, text }: HttpResponse): string | undefined {
  const isPlain = data === undefined && /^text\/plain\b/i.test(headers['content-type'] ?? '');
  return isPlain && text.trim() !== '' ? text : undefined;
}

/** The first text found in the usual fields, two levels deep; HTML pages give none. */
export function findMessage(data: unknown, depth = 0): string | undefined {
  if (typeof data === 'string') return depth > 0 && data.trim() !== '' ? data : undefined;
  if (typeof data !== 'object' || data === null || depth > 3) return undefined;
  if (Array.isArray(data)) return findMessage(data[0], depth + 1);
  const fields = data as Record<string, unknown>;
  for (const field of messageFields) {
    const found = findMessage(fields[field], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Retry-After (RFC 9110, section 10.2.3), seconds or a date, in milliseconds from now; undefined where absent or nonsense.
 * @param longestMs a longer one is shortened: services send the moment in place of the seconds, and clocks are wrong
 */
export function parseRetryAfter(
  value: string | undefined,
  now = Date.now(),
  longestMs: number = longestPauseMs.service,
): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (value.trim() !== '' && !Number.isNaN(seconds)) return boundedPause(seconds * 1000, longestMs);
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : boundedPause(moment - now, longestMs);
}
