import { type Dispatcher, MockAgent } from 'undici';
import type { SentRequest } from './compare-request.js';

export interface GivenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/**
 * A dispatcher that hands every request to `answer` and never touches the network.
 * @param answer undefined: the request fails like one to a server that cannot be reached
 */
export function answeringDispatcher(answer: (request: SentRequest) => GivenAnswer | undefined): Dispatcher {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get(() => true)
    .intercept({ path: () => true, method: () => true })
    .reply((options) => {
      const given = answer({
        method: options.method,
        url: new URL(options.path, String(options.origin)),
        headers: lowerCase(options.headers),
        body: typeof options.body === 'string' ? options.body : '',
      });
      if (given === undefined) throw new Error('the test has no answer to this request');
      const headers = Object.fromEntries(Object.entries(given.headers).map(([name, value]) => [name, toValue(value)]));
      return { statusCode: given.status, data: given.body, responseOptions: { headers } };
    })
    .persist();
  return agent;
}

function toValue(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? value : [...value];
}

function lowerCase(headers: unknown): Record<string, string> {
  const entries =
    headers instanceof Headers ? [...headers.entries()] : Object.entries((headers ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
