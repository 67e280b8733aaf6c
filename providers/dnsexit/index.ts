import { z } from 'zod';
import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Answer = z.object({
  code: z.number(),
  message: z.string().default(''),
  details: z.union([z.string(), z.array(z.string())]).default(''),
});

/** https://dnsexit.com/dns/dns-api/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    headers: { apikey: options.apiKey },
    // Refusals come with status 200 as well.
    explain({ ok, data }) {
      const said = Answer.safeParse(data).data;
      if (said === undefined) return ok ? { code: 'API', message: 'no answer' } : undefined;
      if (said.code === 0) return undefined;
      const message = [said.message, said.details].flat().join(' ');
      return { code: said.code === 2 ? 'AUTHENTICATION' : 'API', message, serviceCode: String(said.code) };
    },
  });

  return byValue(async (_action, { zone: domain, fqdn: name, content, ttl }) => {
    const value = { type: 'TXT', name, content };
    const change =
      ttl === undefined ? { delete: [value] } : { add: [{ ...value, ttl: Math.ceil(ttl / 60), overwrite: false }] };
    await api.send('POST', 'https://api.dnsexit.com/dns/', { body: { domain, ...change } });
  });
});
