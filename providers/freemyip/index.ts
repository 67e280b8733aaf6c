import { defineProvider, type ExplainedFailure, type HttpResponse } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** https://freemyip.com/help */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://freemyip.com',
    query: { token: options.token },
    responseFormat: 'text',
    explain,
  });

  return oneValueProvider({
    has: (name) => /^[^.]+\.freemyip\.com$/.test(name),
    placeOf: (host) => host.replace(/^.*\.(?=[^.]+\.freemyip\.com$)/, ''),
    async write(domain, value = '') {
      await api.send('GET', '/update', { query: { domain, txt: value } });
    },
  });
});

/** `OK` or `ERROR` is all that the service says, also to requests that come too fast. */
function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (!ok || /\bOK\b/.test(text)) return undefined;
  if (!/ERROR/i.test(text)) return { code: 'RESPONSE', message: 'neither OK nor ERROR' };
  return { code: 'AUTHENTICATION', message: 'ERROR', hint: 'Check the token, and that it is that of this domain' };
}
