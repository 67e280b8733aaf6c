import type { ExplainedFailure, HttpClient, HttpResponse } from '../../../core/sdk/index.js';
import type { Target } from '../target.js';
import { cut } from './cut.js';
import { delivery } from './delivery.js';

/** What a service that waits for signs of life is told. */
export type Sign = 'start' | 'success' | 'fail' | 'log';

/** Services take some kilobytes and more; in characters. */
const longest = 8_000;
const longestWord = 200;

/** The start of a pass does not wait for a service that is away; in milliseconds. */
const startLimitMs = 5_000;

/** https://healthchecks.io/docs/http_api/: the end of the path says what it is; `/log` changes no state. */
export async function pingHealthchecks(
  http: HttpClient,
  { url }: Target,
  sign: Sign,
  lines: readonly string[],
): Promise<void> {
  const end = sign === 'success' ? '' : `/${sign}`;
  await http.send('POST', `${url.origin}${url.pathname.replace(/\/+$/, '')}${end}${url.search}`, {
    ...delivery,
    bodyFormat: 'text',
    responseFormat: 'text',
    body: cut(lines, longest),
    explain,
    // Whoever misses the start of a pass hears of its end.
    ...(sign === 'start' && { timeoutMs: startLimitMs, repeatable: false, explain: explainOnce }),
  });
}

/** It says OK to anything, and in brackets what it thinks of it. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok && !/^OK \((not found|rate limited)/i.test(text)) return undefined;
  if (ok && /rate/i.test(text)) return { code: 'RATE_LIMITED', message: 'more pings than the service takes' };
  const hint = 'Check the ping URL of the check: https://hc-ping.com/<uuid>, or …/<ping key>/<slug>';
  return ok || /not found/i.test(text) ? { code: 'API', message: 'there is no such check', hint } : undefined;
}

function explainOnce(response: HttpResponse): ExplainedFailure | undefined {
  return explain(response) ?? (response.ok ? undefined : { retryable: false });
}

/** A push monitor of Uptime Kuma: up or down, and nothing at the start. */
export async function pingUptimeKuma(
  http: HttpClient,
  { url }: Target,
  sign: Sign,
  lines: readonly string[],
): Promise<void> {
  if (sign === 'start') return;
  const query = { status: sign === 'fail' ? 'down' : 'up', msg: (lines[0] ?? 'OK').slice(0, longestWord) };
  const address = `${url.origin}${url.pathname}`;
  await http.send('GET', address, { ...delivery, query, responseFormat: 'text' });
}
