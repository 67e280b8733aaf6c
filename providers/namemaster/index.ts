import { defineProvider, Failure, isSameName, isWithin } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

/** Everything is done by GET. */
export default defineProvider<typeof manifest>(({ options: { user, sha256 }, http }) => {
  const baseUrl = 'https://namemaster.de/api/api.php';
  const api = http.extend({ baseUrl, query: { User: user, Password: sha256 }, responseFormat: 'text' });
  const writer = api.extend({
    repeatable: false,
    explain: ({ text, ok }) =>
      ok && !text.includes('Success') ? { code: 'API', message: text || 'no answer' } : undefined,
  });

  return byValue(
    async (action, { fqdn, content, zone }) => {
      // What was added goes by itself.
      if (action === 'remove') return;
      const query = { Antwort: 'csv', Typ: 'ACME', zone, hostname: fqdn, TXT: content, Action: 'Auto', Lifetime: 3600 };
      await writer.send('GET', '', { query });
    },
    async (name) => {
      const query = { Typ: 'acme', hostname: `_acme-challenge.${name}`, Action: 'getzone', antwort: 'csv' };
      const text = (await api.send('GET', '', { query })).text.trim();
      if (isSameName(text, name)) return { name };
      if (isWithin(name, text) || /hostname not found/i.test(text)) return undefined;
      throw new Failure('API', `the request was refused: ${text || 'no answer'}`);
    },
  );
});
