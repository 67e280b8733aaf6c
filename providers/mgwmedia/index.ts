import { defineProvider, path } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** Everything is done by GET. */
export default defineProvider<typeof manifest>(({ options: { customer, apiHash }, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.mgw-media.de/record',
    basic: { username: customer, password: apiHash },
    responseFormat: 'text',
    repeatable: false,
    explain: ({ text, ok }) => (ok && text.trim() !== 'OK' ? { code: 'API', message: text || 'no answer' } : undefined),
  });

  return byValue(async (action, { fqdn, content }) => {
    await api.send('GET', path`/${action === 'add' ? 'add' : 'rm'}/${fqdn}/txt/${content}`);
  });
});
