import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** https://www.tele3.cz/system-acme-api.html */
export default defineProvider<typeof manifest>(({ options: { key, secret }, http }) => {
  const api = http.extend({
    responseFormat: 'text',
    explain({ text, ok }) {
      const said = text.trim();
      return !ok || said === 'success' ? undefined : { code: 'API', message: said || 'no answer' };
    },
  });

  return byValue(async (action, { fqdn, content }) => {
    const body = { key, secret, ope: action === 'add' ? 'add' : 'rm', domain: fqdn, value: content };
    await api.send('POST', 'https://www.tele3.cz/acme/', { body });
  });
});
