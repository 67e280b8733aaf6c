import { jsonAnswer } from '../fake-api.js';
import type { GivenAnswer } from '../wire.js';

/** An answer in short: a status, and data to be sent as JSON; without data the body is empty. */
export type ShortAnswer = readonly [status: number, data?: unknown];

/** An answer, or what becomes one. */
export type Given = GivenAnswer | ShortAnswer;

/** 204 and no body. */
export const nothing: GivenAnswer = { status: 204, headers: {}, body: '' };

/** The whole answer; what is none yet is data to be sent as JSON. */
export function toAnswer(given: Given | object): GivenAnswer {
  if (isShort(given)) {
    const [status, data] = given;
    return data === undefined ? { ...nothing, status } : jsonAnswer(data, status);
  }
  return 'status' in given && 'headers' in given && 'body' in given ? (given as GivenAnswer) : jsonAnswer(given);
}

/** A list that begins with a status is meant so: no API here answers with a list of numbers. */
function isShort(given: object): given is ShortAnswer {
  const [status, , ...more] = Array.isArray(given) ? given : [];
  return Number.isInteger(status) && status >= 100 && status < 600 && more.length === 0;
}
