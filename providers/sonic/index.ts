import { z } from 'zod';
import { defineProvider, explainRefusals } from '../../core/sdk/index.js';
import { oneValueProvider } from '../families/one-value/index.js';
import type manifest from './manifest.json';

const Done = z.object({ result: z.literal(200) });
/** The status stands in the answer. */
const Refused = z
  .object({ result: z.number().refine((result) => result !== 200), message: z.unknown().optional() })
  .transform(({ result, message }) => ({ serviceCode: result, message }));

/** https://public-api.sonic.net/dyndns/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://public-api.sonic.net/dyndns',
    explain: explainRefusals(
      Refused,
      [
        [/^40[13]$/, 'AUTHENTICATION'],
        [/^404$/, 'ZONE_NOT_FOUND'],
        [/^429$/, 'RATE_LIMITED'],
      ],
      'API',
    ),
  });

  return oneValueProvider({
    has: () => true,
    async write(hostname, value = '_') {
      const key = { userid: options.userId, apikey: options.apiKey };
      await api.put('/host', Done, { ...key, hostname, value, ttl: 120, type: 'TXT' });
    },
  });
});
