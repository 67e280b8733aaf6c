import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ domain_name: z.string() }).transform(({ domain_name }) => ({ name: domain_name }));
type Zone = z.infer<typeof Zone>;
const Domains = z.object({ response: z.array(Zone) });
const Records = z
  .object({ response: z.array(z.looseObject({ record_status: z.string() })) })
  .transform(({ response }) => response.filter(({ record_status }) => record_status !== 'disabled'));
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_value', ttl: 'record_ttl' },
  names: 'full',
  quotes: 'always',
});
/** https://zilore.com/en/help/api/common/errors */
const Refused = z
  .object({
    status: z.literal('fail'),
    error: z.object({ code: z.number().nullish(), message: z.unknown().optional() }).nullish(),
    details: z.unknown().optional(),
  })
  .transform(({ error, details }) => ({ message: details ?? error?.message, serviceCode: error?.code }));
const explain = explainRefusals(
  Refused,
  [
    [/authori[sz]ation failed|authentication|^3$/i, 'AUTHENTICATION'],
    [/already exists/i, 'RECORD_EXISTS'],
    [/record .*not found/i, 'RECORD_NOT_FOUND'],
    [/too many|limit of requests/i, 'RATE_LIMITED'],
  ],
  'API',
);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const headers = { 'x-auth-key': options.key };
  const api = http.extend({ baseUrl: 'https://api.zilore.com/dns/v1', headers, explain });

  return {
    async findZone(name) {
      const { response } = await api.get('/domains', Domains);
      return zoneNamed(response, name);
    },

    listRecords: async (zone) => fromItems(await api.get(path`/domains/${zone.name}/records`, Records), zone),

    // The fields of a record go into the address.
    createRecord: (zone, draft) =>
      api.post(path`/domains/${zone.name}/records`, anything, undefined, { query: toItem(draft, zone) }),

    async updateRecord(zone, id, draft) {
      const address = path`/domains/${zone.name}/records/${id}`;
      const answer = await api.put(address, asAnswered, undefined, { query: toItem(draft, zone) });
      checkShownType(answer, id, draft, 'record_type');
    },

    deleteRecord: (zone, id) => api.delete(path`/domains/${zone.name}/records`, { query: { record_id: id } }),
  };
});
