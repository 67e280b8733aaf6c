import { z } from 'zod';
import { anything, defineProvider, explainRefusals, fullName, recordItems, undefinedIf } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const Items = z.array(z.looseObject({}));
const { toItem, fromItem } = recordItems({
  names: 'full',
  // Records that have no use for a priority have one of 1.
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});

const Refusal = z
  .object({ status: z.literal(false), error: z.unknown().optional() })
  .transform(({ error }) => ({ message: error }));
/** The API answers 200 to everything; the words say what it was. */
const explain = explainRefusals(Refusal, [
  [/unable to fetch the item|not found|n't exist|not exist/i, 'RECORD_NOT_FOUND'],
  [/already exist|duplicate/i, 'RECORD_EXISTS'],
  [/api key|credential|unauthori[sz]ed|authenticat/i, 'AUTHENTICATION'],
]);

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const basic = { username: options.username, password: options.token };
  const api = http.extend({ baseUrl: 'https://rage4.com/rapi', basic, explain });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get('/getdomainbyname/', Zone, { query: { name } })),

    async listRecords(zone, { name }) {
      const query = { id: zone.id, name: name === undefined ? undefined : fullName(name, zone.name) };
      const items = await api.get('/getrecords/', Items, { query });
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) =>
      api.post('/createrecord/', anything, undefined, { query: { id: zone.id, ...toItem(draft, zone) } }),

    async updateRecord(zone, id, draft) {
      const query = { id, ...toItem(draft, zone), type: undefined };
      await api.put('/updaterecord/', anything, undefined, { query });
    },

    deleteRecord: (_zone, id) => api.post('/deleterecord/', anything, { id: Number(id) }),
  };
});
