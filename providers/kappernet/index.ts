import { z } from 'zod';
import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Answer = z.object({ OK: z.boolean() });
const Done = z.object({ OK: z.literal(true) });

/** Everything is done by GET, and refusals come with status 200. */
export default defineProvider<typeof manifest>(({ options: { key, secret }, http }) => {
  const api = http.extend({
    baseUrl: 'https://dnspanel.kapper.net/API/1.2',
    query: { APIKey: key, APISecret: secret },
  });
  const writer = api.extend({
    repeatable: false,
    explain: ({ ok, data }) => (ok && !Done.safeParse(data).success ? { code: 'API' } : undefined),
  });

  return byValue(
    async (change, { fqdn, content, zone }) => {
      const data = JSON.stringify({ name: fqdn, type: 'TXT', content, ttl: '3600', prio: '' });
      const query = change === 'add' ? { action: 'new', subject: zone, data } : { action: 'del', subject: fqdn, data };
      await writer.send('GET', '', { query });
    },
    async (name) => {
      const { OK } = await api.get('', Answer, { query: { action: 'list', subject: name } });
      return OK ? { name } : undefined;
    },
  );
});
