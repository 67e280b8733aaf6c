import { z } from 'zod';
import { anything, defineProvider, explainRefusals, path, recordItems, zoneUnless } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  apex: '',
  priority: { MX: 'prio', SRV: 'prio' },
  quotes: 'read',
});

const Refusal = z
  .object({ status: z.literal('ERROR'), message: z.unknown().optional() })
  .transform(({ message }) => ({ message }));
/** Nearly every error is a 400; the words say what it was. */
const explain = explainRefusals(Refusal, [
  [/not opted in/i, 'AUTHENTICATION', { hint: 'Switch API Access on in the details of the domain at Porkbun' }],
  [/invalid domain/i, 'ZONE_NOT_FOUND'],
  [/invalid record id/i, 'RECORD_NOT_FOUND'],
  [/api key/i, 'AUTHENTICATION'],
]);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const credential = { apikey: options.key, secretapikey: options.secret };
  const api = http.extend({ baseUrl: 'https://api.porkbun.com/api/json/v3/dns', explain });

  function retrieve(zone: string) {
    return api.post(path`/retrieve/${zone}`, Items, credential, { repeatable: true });
  }

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, retrieve(name)),

    listRecords: async (zone) => fromItems(await retrieve(zone.name), zone),

    createRecord: (zone, draft) =>
      api.post(path`/create/${zone.name}`, anything, { ...credential, ...toItem(draft, zone) }),

    async updateRecord(zone, id, draft) {
      const body = { ...credential, ...toItem(draft, zone) };
      await api.post(path`/edit/${zone.name}/${id}`, anything, body, { repeatable: true });
    },

    deleteRecord: (zone, id) => api.post(path`/delete/${zone.name}/${id}`, anything, credential, { repeatable: true }),
  };
});
