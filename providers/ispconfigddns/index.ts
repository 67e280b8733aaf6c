import { baseAddress, defineProvider, type ExplainedFailure, type HttpResponse } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** https://github.com/mhofer117/ispconfig-ddns-module */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.serverUrl),
    basic: { username: 'anonymous', password: options.token },
    responseFormat: 'text',
    explain,
  });

  return byValue(async (action, { zone, name, content: data }) => {
    // Tokens are limited to names as they stand in the zone; that of the zone itself is empty.
    const query = { zone, type: 'TXT', record: name === '@' ? '' : name, data };
    await api.send(action === 'add' ? 'POST' : 'DELETE', '/ddns/update.php', { query });
  });
});

/** A sentence, with 200 also where a value was there already. */
function explain({ ok, text: message }: HttpResponse): ExplainedFailure | undefined {
  if (ok && /^Scheduled|is already set/.test(message)) return undefined;
  if (ok) return { code: 'API', message: message || 'no answer' };
  return /^(Permission denied for|Could not find) zone/.test(message)
    ? { code: 'ZONE_NOT_FOUND', message }
    : { message };
}
