import type { ExplainedFailure, HttpClient, HttpResponse } from '../../../core/sdk/index.js';
import type { Message } from '../message.js';
import type { Target } from '../target.js';
import { fitting } from './cut.js';
import { delivery } from './delivery.js';

/** A message has 28 KB at most; in bytes of the lines, each of which costs a frame of its own. */
const longest = 22_000;
const frameBytes = 130;

/** An adaptive card for a Workflow ("when a Teams webhook request is received"), which answers 202 without a word. */
export async function sendTeams(http: HttpClient, { url }: Target, { title, lines, bad }: Message): Promise<void> {
  const sizeOf = (text: string) => Buffer.byteLength(JSON.stringify(text)) + (text.length > 2 ? frameBytes : 0);
  const heading = { type: 'TextRun', text: title, weight: 'bolder', color: bad ? 'attention' : 'good' };
  // Runs of text know no markup: `*.example.com` stays what it is.
  const run = (text: string) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }], spacing: 'small' });
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [{ type: 'RichTextBlock', inlines: [heading] }, ...fitting(lines, longest, sizeOf).map(run)],
    msteams: { width: 'Full' },
  };
  const card = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  await http.send('POST', url.href, {
    ...delivery,
    body: { type: 'message', summary: title, attachments: [card] },
    explain,
  });
}

/** A connector of old answers 200 also where Teams refused the message, and says so in words. */
function explain({ ok, status, text, data }: HttpResponse): ExplainedFailure | undefined {
  const refused = /returned HTTP error (\d{3})/.exec(text)?.[1];
  if (ok && refused === undefined) return undefined;
  if (refused === '429') return { code: 'RATE_LIMITED', message: 'too many messages' };
  if (refused !== undefined) return { message: `Teams refused the message with status ${refused}` };
  if (status === 401 || status === 403 || status === 404)
    return {
      hint: 'Copy the whole URL of the Workflow anew: its signature (sig=…) is part of it, and it must be turned on',
    };
  return data === undefined && text.trim() !== '' ? { message: text.trim() } : {};
}
