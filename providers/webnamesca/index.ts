import { z } from 'zod';
import { defineProvider, explainRefusals, path } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Done = z.object({ result: z.object({ dnsRecordSets: z.array(z.unknown()) }) });
const Refusal = z.object({ errorMessage: z.string() }).transform(({ errorMessage }) => ({ message: errorMessage }));
const explain = explainRefusals(Refusal, [[/^user does not exist/i, 'AUTHENTICATION']]);

/** https://www.webnames.ca/_/swagger/index.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://www.webnames.ca/_/APICore/domains',
    headers: { 'api-user': options.apiUser, 'api-key': options.apiKey },
    // A value that is gone is no failure: 404 can only mean the domain.
    explain(response) {
      if (response.status === 404) return { code: 'ZONE_NOT_FOUND' };
      return response.ok ? undefined : explain(response);
    },
  });

  return byValue(async (action, { zone, fqdn: hostName, content: txt }) => {
    const query = { hostName, txt };
    if (action === 'add') await api.post(path`/${zone}/add-txt-record`, Done, undefined, { query });
    else await api.delete(path`/${zone}/delete-txt-record`, { query });
  });
});
