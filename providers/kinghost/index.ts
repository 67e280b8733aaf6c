import { z } from 'zod';
import { defineProvider } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Answer = z.object({ status: z.string(), message: z.string().optional() }).catch({ status: 'no answer' });

/** https://api.kinghost.net/doc/ */
export default defineProvider<typeof manifest>(({ options: { username, password }, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.kinghost.net/acme',
    headers: { 'x-auth-email': username, 'x-auth-key': password },
    bodyFormat: 'form',
    // Refusals come with status 200.
    explain({ ok, data }) {
      const { status, message = status } = Answer.parse(data);
      return ok && status !== 'ok' ? { code: 'API', message } : undefined;
    },
  });

  return byValue(async (action, { fqdn: name, content }) => {
    await api.send(action === 'add' ? 'POST' : 'DELETE', '/dns.json', { body: { name, content } });
  });
});
