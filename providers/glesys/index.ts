import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  explainRefusals,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z
  .object({ response: z.object({ domains: z.array(z.object({ domainname: z.string() })) }) })
  .transform(({ response }) => response.domains.map((domain) => ({ name: domain.domainname })));
const Items = z
  .object({ response: z.object({ records: z.array(z.looseObject({})) }) })
  .transform(({ response }) => response.records);
const Answer = z
  .object({ response: z.object({ status: z.object({ text: z.string() }) }) })
  .transform(({ response }) => ({ message: response.status.text }));
const { toItem, fromItems } = recordItems({ fields: { id: 'recordid', name: 'host', content: 'data' } });
/** A record that is gone is a matter of its arguments for this API. */
const explain = explainRefusals(Answer, [
  [/record.*(not found|does not exist|could not be found)/i, 'RECORD_NOT_FOUND'],
]);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.glesys.com/domain',
    basic: { username: options.username, password: options.token },
    query: { format: 'json' },
    explain: (response) => (response.ok ? undefined : explain(response)),
  });

  return {
    findZone: async (name) => zoneNamed(await api.get('/list', Domains), name),

    listRecords: async (zone) =>
      fromItems(await api.post('/listrecords', Items, { domainname: zone.name }, { repeatable: true }), zone),

    createRecord: (zone, draft) => api.post('/addrecord', anything, { domainname: zone.name, ...toItem(draft, zone) }),

    async updateRecord(zone, id, draft) {
      const body = { recordid: Number(id), ...toItem(draft, zone) };
      const answer = await api.post('/updaterecord', asAnswered, body, { repeatable: true });
      checkShownType(answer, id, draft);
    },

    deleteRecord: (_zone, id) => api.post('/deleterecord', anything, { recordid: Number(id) }, { repeatable: true }),
  };
});
