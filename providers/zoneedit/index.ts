import { defineProvider, type ExplainedFailure, type HttpResponse } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** https://support.zoneedit.com/en/knowledgebase/article/changes-to-dynamic-dns */
export default defineProvider<typeof manifest>(({ options: { user, token }, http }) => {
  const api = http.extend({
    baseUrl: 'https://dynamic.zoneedit.com',
    basic: { username: user, password: token },
    responseFormat: 'text',
    // It writes by GET.
    repeatable: false,
    explain,
  });

  return byValue(async (action, { fqdn: host, content: rdata }) => {
    await api.send('GET', action === 'add' ? '/txt-create.php' : '/txt-delete.php', { query: { host, rdata } });
  });
});

/** `<SUCCESS CODE="200" …>` or `<ERROR CODE="708" TEXT="…" …>`, both with status 200 and no XML. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (!ok || /<SUCCESS CODE="200"/.test(text)) return undefined;
  const [, serviceCode = 'none', message = 'the answer is none'] =
    /<ERROR CODE="(\d+)" TEXT="([^"]*)"/.exec(text) ?? [];
  const [, seconds] = /Minimum (\d+) seconds/.exec(message) ?? [];
  if (seconds !== undefined) return { code: 'RATE_LIMITED', message, retryAfterMs: Number(seconds) * 1000 };
  return { code: serviceCode === '708' ? 'AUTHENTICATION' : 'API', message, serviceCode };
}
