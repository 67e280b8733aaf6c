import { z } from 'zod';
import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const none = { code: -1, message: 'no answer', details: '' };
const Answer = z
  .object({
    code: z.number(),
    message: z.string().default(''),
    details: z.union([z.string(), z.array(z.string())]).default(''),
  })
  .catch(none);

/** https://dnsexit.com/dns/dns-api/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    headers: { apikey: options.apiKey },
    // Refusals come with status 200 as well.
    explain({ ok, data }) {
      const { code, message, details } = Answer.parse(data);
      if (code === 0 || (code === none.code && !ok)) return undefined;
      const words = [message, details].flat().join(' ').trim();
      return { code: code === 2 ? 'AUTHENTICATION' : 'API', message: words, serviceCode: String(code) };
    },
  });

  return byValue(async (action, { zone: domain, fqdn: name, content, ttl = 0 }) => {
    const value = { type: 'TXT', name, content };
    const change =
      action === 'add' ? { add: [{ ...value, ttl: Math.ceil(ttl / 60), overwrite: false }] } : { delete: [value] };
    await api.send('POST', 'https://api.dnsexit.com/dns/', { body: { domain, ...change } });
  });
});
