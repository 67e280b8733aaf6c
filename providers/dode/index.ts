import { z } from 'zod';
import { defineProvider, explainRefusals } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

/** Clients of the service have the names of its fields in both ways of writing. */
const inLowerCase = z
  .record(z.string(), z.unknown())
  .transform((answer) =>
    Object.fromEntries(Object.entries(answer).map(([name, value]) => [name.toLowerCase(), value])),
  );
const Refused = inLowerCase
  .pipe(z.object({ success: z.literal(false), error: z.unknown().optional() }))
  .transform(({ error }) => ({ message: error }));
const Done = inLowerCase.pipe(z.object({ success: z.literal(true) }));

/** https://www.do.de/wiki/freie-ssl-tls-zertifikate-ueber-acme/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://my.do.de/api',
    query: { token: options.token },
    explain: explainRefusals(Refused, [[/token|auth|permission/i, 'AUTHENTICATION']], 'API'),
  });

  return oneValueProvider({
    has: () => true,
    async write(domain, value) {
      const query = value === undefined ? { domain, action: 'delete' } : { domain, value };
      await api.get('/letsencrypt', Done, { query });
    },
  });
});
