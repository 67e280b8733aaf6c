import { defineProvider, explainWords, path } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** That of all values: a removal names it too, and knows of no other. */
const ttl = 60;

/** https://api.czechia.com/swagger/index.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.czechia.com/api',
    headers: { AuthorizationToken: options.token },
    explain: explainWords([[/already exists/i, 'RECORD_EXISTS']]),
  });

  return byValue(async (action, { zone, name: hostName, content: text }) => {
    const body = { hostName, text, ttl, publishZone: 1 };
    await api.send(action === 'add' ? 'POST' : 'DELETE', path`/DNS/${zone}/TXT`, { body });
  });
});
