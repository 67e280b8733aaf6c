import { defineProvider, type ExplainedFailure, type HttpResponse } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** https://www.dyndnsfree.de/user/hilfe.php?hsm=2 */
export default defineProvider<typeof manifest>(({ options: { username, password }, http }) => {
  const api = http.extend({
    baseUrl: 'https://dynup.de',
    query: { username, password },
    responseFormat: 'text',
    // It writes by GET.
    repeatable: false,
    explain,
  });

  return byValue(async (action, { fqdn, content: txt }) => {
    // A value goes by itself.
    if (action === 'remove') return;
    const hostname = fqdn.slice(fqdn.indexOf('.') + 1);
    await api.send('GET', '/acme.php', { query: { hostname, add_hostname: fqdn, txt } });
  });
});

/** The answer is `success`, or `error:` and what is wrong. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  const message = text.trim();
  if (!ok || message === 'success') return undefined;
  if (!/authentication/.test(message)) return { code: 'API', message: message || 'no answer' };
  return { code: 'AUTHENTICATION', message, hint: 'Check user name and password, and that the host is in its account' };
}
