import { defineProvider, quoteTxt } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** That of all values: a removal names it too, and knows of no other. */
const ttl = 300;

/** https://fr.faqs.bookmyname.com/frfaqs/dyndns */
export default defineProvider<typeof manifest>(({ options: { username, password }, http }) => {
  const api = http.extend({
    baseUrl: 'https://www.bookmyname.com',
    basic: { username, password },
    responseFormat: 'text',
    // It writes by GET.
    repeatable: false,
    // `good: remove done 0` is said of a value that is gone already.
    explain: ({ ok, text }) =>
      ok && !/^good: (update|remove) done\b/.test(text) ? { code: 'API', message: text || 'no answer' } : undefined,
  });

  return byValue(async (action, { fqdn: hostname, content }) => {
    const query = { hostname, type: 'txt', ttl, do: action, value: quoteTxt(content) };
    await api.send('GET', '/dyndns/', { query });
  });
});
