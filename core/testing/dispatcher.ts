import { setImmediate as turn } from 'node:timers/promises';
import type { Dispatcher } from '../http/dispatcher.js';
import { tooLong, type WholeAnswer, type WholeRequest } from '../http/whole-answer.js';
import type { GivenAnswer, SentRequest } from './wire.js';

/**
 * A dispatcher that hands every request to `answer` and never touches the network. As there, a request arrives a while after
 * it was sent: what nobody waits for has not happened yet.
 * @param answer undefined: the request fails like one to a server that cannot be reached
 */
export function answeringDispatcher(answer: (request: SentRequest) => GivenAnswer | undefined): Dispatcher {
  async function request(asked: WholeRequest): Promise<WholeAnswer> {
    const { origin, path, method, headers, body, signal, longestAnswer = Number.POSITIVE_INFINITY } = asked;
    await turn();
    signal?.throwIfAborted();
    const text = typeof body === 'string' ? body : '';
    const given = answer({ method, url: new URL(path, origin), headers: lowerCase(headers), body: text });
    if (given === undefined) throw new Error('the test has no answer to this request');
    const named = Object.entries(given.headers).map(([name, value]) => [name.toLowerCase(), toValue(value)]);
    const whole = { status: given.status, headers: Object.fromEntries(named), body: Buffer.from(given.body) };
    return whole.body.length > longestAnswer ? { ...whole, broken: tooLong(longestAnswer) } : whole;
  }
  const nothing = async () => undefined;
  return { request, close: nothing, destroy: nothing };
}

function toValue(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value];
}

function lowerCase(headers: WholeRequest['headers'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
