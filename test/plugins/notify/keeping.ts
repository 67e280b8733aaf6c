import assert from 'node:assert/strict';
import type { ExplainedFailure, HttpClient, HttpResponse } from '../../../core/sdk/index.js';
import type { Message } from '../../../plugins/notify/message.js';
import type { Target } from '../../../plugins/notify/target.js';
import { parseTargets } from '../../../plugins/notify/targets.js';

/** A message about a problem, with what markup is made of. */
export const bad: Message = { title: 'T <é>', lines: ['one & <two>', '"three"'], bad: true, notices: [], host: 'h' };
export const key = 'k'.repeat(30);
export const user = 'u'.repeat(30);
export const bot = 'https://api.telegram.org/bot1:x/sendMessage';
/** What every request to a service is made with. */
export const delivery = { repeatable: true, timeoutMs: 15_000, secretAddress: true };

/** What the services make of it. */
export const text = 'one & <two>\n"three"';
export const card = (color: string) => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  body: [
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'T <é>', weight: 'bolder', color }] },
    ...bad.lines.map((line) => ({
      type: 'RichTextBlock',
      inlines: [{ type: 'TextRun', text: line }],
      spacing: 'small',
    })),
  ],
  msteams: { width: 'Full' },
});
export const matrixEvent = (msgtype: string) => ({
  msgtype,
  body: `T <é>\n${text}`,
  format: 'org.matrix.custom.html',
  formatted_body: '<strong>T &lt;é&gt;</strong><br>one &amp; &lt;two&gt;<br>"three"',
});
export const webhook = (status: string) => ({
  source: 'letsencrypt-dns',
  host: 'h',
  title: 'T <é>',
  text,
  status,
  notices: [],
});

export type Explain = (response: HttpResponse) => ExplainedFailure | undefined;

/** An HTTP client that keeps what it is asked for; `outcome` is what it does then, some turns later. */
export function keeping(outcome: () => unknown = () => undefined) {
  const asked: unknown[] = [];
  const explains: Explain[] = [];
  const keep = (method: string) => async (url: string, _schema: unknown, body: unknown, options: object) => {
    note(method, url, { ...options, ...(body !== undefined && { body }) });
    return answer();
  };
  const http = {
    extend: (defaults: object) => {
      note('extend', '', defaults);
      return http;
    },
    send: async (method: string, url: string, options: object) => {
      note(method, url, options);
      return answer();
    },
    post: keep('POST'),
    put: keep('PUT'),
    async get(url: unknown, schema: { parse(data: unknown): unknown }) {
      note('GET', String(url), {});
      return schema.parse(await answer());
    },
  };
  function note(method: string, url: string, { explain, ...options }: { explain?: Explain } & object): void {
    if (explain !== undefined) explains.push(explain);
    asked.push([method, String(url).replace(/[\da-f-]{36}$/, 'ID'), options]);
  }
  async function answer(): Promise<unknown> {
    await new Promise((resolve) => setImmediate(resolve));
    return outcome();
  }
  return { http: http as unknown as HttpClient, asked, explains };
}

export function targetOf(text: string): Target {
  const [target] = parseTargets(text);
  assert.ok(target, text);
  return target;
}
