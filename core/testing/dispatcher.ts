import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Dispatcher } from '../http/dispatcher.js';
import type { GivenAnswer, SentRequest } from './wire.js';

/** What `Dispatcher.request` is asked with here: the host never gives more. */
interface Asked {
  readonly origin?: string | URL | undefined;
  readonly path: string;
  readonly method: string;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: unknown;
}

/**
 * A dispatcher that hands every request to `answer` and never touches the network. As there, a request arrives a while after
 * it was sent: what nobody waits for has not happened yet.
 * @param answer undefined: the request fails like one to a server that cannot be reached
 */
export function answeringDispatcher(answer: (request: SentRequest) => GivenAnswer | undefined): Dispatcher {
  async function request({ origin, path, method, headers, body, signal }: Asked): Promise<object> {
    await turn();
    if (signal instanceof AbortSignal) signal.throwIfAborted();
    const given = answer({
      method,
      url: new URL(path, String(origin)),
      headers: lowerCase(headers),
      body: typeof body === 'string' ? body : '',
    });
    if (given === undefined) throw new Error('the test has no answer to this request');
    const named = Object.entries(given.headers).map(([name, value]) => [name.toLowerCase(), toValue(value)]);
    const bytes = Buffer.from(given.body);
    return {
      statusCode: given.status,
      headers: Object.fromEntries(named),
      body: Readable.from(bytes.length > 0 ? [bytes] : []),
    };
  }
  const nothing = async () => undefined;
  // Of the overloads those that the host uses: nobody takes an answer by a callback.
  return { request, close: nothing, destroy: nothing } as unknown as Dispatcher;
}

function toValue(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value];
}

function lowerCase(headers: unknown): Record<string, string> {
  const entries =
    headers instanceof Headers ? [...headers.entries()] : Object.entries((headers ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
