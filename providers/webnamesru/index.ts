import { z } from 'zod';
import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const words = z.union([z.string(), z.number()]).transform(String);
const Answer = z.object({ result: z.string(), details: words.default('') }).catch({ result: 'no answer', details: '' });

/** https://github.com/regtime-ltd/certbot-dns-webnames */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    bodyFormat: 'form',
    // Refusals come with status 200.
    explain({ ok, data }) {
      const { result, details } = Answer.parse(data);
      const hint = 'Check the key of the domain, and that its name servers are those of nameself.com';
      return ok && result !== 'OK' ? { code: 'API', message: `${result} ${details}`, hint } : undefined;
    },
  });

  return byValue(async (action, { zone: domain, name, content }) => {
    const change = { record: `${name}:${content}`, action: action === 'add' ? 'add' : 'delete' };
    const body = { apikey: options.apiKey, domain, type: 'TXT', ...change };
    await api.send('POST', 'https://www.webnames.ru/scripts/json_domain_zone_manager.pl', { body });
  });
});
