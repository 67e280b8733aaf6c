import { createHttpClient } from '../../core/http/client.js';
import { silentLogger } from '../../core/sdk/index.js';
import { answeringDispatcher } from '../../core/testing/dispatcher.js';
import type { SentRequest } from '../../core/testing/wire.js';

/** What was asked of whom, and what is said nowhere. */
export interface Seen {
  readonly requests: SentRequest[];
  readonly hidden: string[];
}

/** By method and address: text, data, or a status with headers and text; everything else cannot be reached. */
export type Answers = Readonly<Record<string, string | object | OtherAnswer>>;

type OtherAnswer = readonly [status: number, headers?: Readonly<Record<string, string>>, body?: string];

/**
 * A client without a network, for log-ins.
 * @param stumbles each address fails for a moment at first
 */
export function watchedHttp(answers: Answers, stumbles = false) {
  const stumbled = new Set<string>();
  const seen: Seen = { requests: [], hidden: [] };
  const dispatcher = answeringDispatcher((request) => {
    seen.requests.push(request);
    const given = answers[`${request.method} ${decodeURIComponent(request.url.href)}`];
    if (given === undefined) return undefined;
    if (stumbles && stumbled.size < stumbled.add(`${request.method} ${request.url}`).size)
      return { status: 502, headers: {}, body: '' };
    if (Array.isArray(given)) {
      const [status, headers = {}, body = '{}'] = given as unknown as OtherAnswer;
      return { status, headers, body };
    }
    return { status: 200, headers: {}, body: typeof given === 'string' ? given : JSON.stringify(given) };
  });
  const retry = { attempts: stumbles ? 2 : 1, firstPauseMs: 0, longestPauseMs: 0 };
  const client = createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test', retry });
  const http = {
    ...client,
    hide: (...secrets: readonly (string | undefined)[]) => {
      seen.hidden.push(...secrets.filter((secret) => secret !== undefined));
      client.hide(...secrets);
    },
  };
  return { http, seen };
}
