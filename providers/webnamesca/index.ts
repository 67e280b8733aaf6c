import { z } from 'zod';
import { defineProvider, type ExplainedFailure, type HttpResponse, path } from '../../core/sdk/index.js';
import { byValue } from '../families/by-value/index.js';
import type manifest from './manifest.json';

const Done = z.object({ result: z.object({ dnsRecordSets: z.array(z.unknown()) }) });
const Refusal = z.object({ errorMessage: z.string().min(1) });

/** https://www.webnames.ca/_/swagger/index.html */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://www.webnames.ca/_/APICore/domains',
    headers: { 'api-user': options.apiUser, 'api-key': options.apiKey },
    explain,
  });

  return byValue(async (action, { zone, fqdn: hostName, content: txt }) => {
    const query = { hostName, txt };
    if (action === 'add') await api.post(path`/${zone}/add-txt-record`, Done, undefined, { query });
    else await api.delete(path`/${zone}/delete-txt-record`, { query });
  });
});

/** A value that is gone is no failure: 404 can only mean the domain. A user that is not there gets 400. */
function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const message = Refusal.safeParse(data).data?.errorMessage;
  const isStranger = message !== undefined && /^user does not exist/i.test(message);
  return {
    ...(message !== undefined && { message }),
    ...(isStranger ? { code: 'AUTHENTICATION' } : status === 404 && { code: 'ZONE_NOT_FOUND' }),
  };
}
