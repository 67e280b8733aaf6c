import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  recordItems,
  unlessGone,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Answer = z.object({ response: z.looseObject({ errors: z.literal('0') }) });
const Done = z.object({ response: z.looseObject({ errors: z.literal('0'), done: z.literal('true') }) });
const Refusal = z
  .object({ response: z.looseObject({ errors: z.string().refine((count) => count !== '0') }) })
  .transform(({ response: { errors } }) => ({ message: `the answer counts ${errors} errors` }));
const { toItem, fromItem } = recordItems({ quotes: 'read' });

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://webservices.bhosted.com/dns',
    bodyFormat: 'form',
    responseFormat: 'xml',
    explain: explainRefusals(Refusal),
  });

  function about({ name }: Zone) {
    const [sld, ...tld] = name.split('.');
    return { user: options.username, password: options.password, tld: tld.join('.'), sld };
  }

  async function listRecords(zone: Zone) {
    const { response } = await api.get('/getrecords', Answer, { query: about(zone) });
    return recordsIn(response).map((item) => fromItem(item, zone));
  }

  return {
    findZone: (name) => zoneUnless('API', name, listRecords({ name })),
    listRecords,
    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        await api.post('/addrecord', Done, { ...about(zone), ...toItem(draft, zone) });
      },
      deleteRecord: (zone, id) =>
        unlessGone(api.post('/delrecord', Done, { ...about(zone), id }, { repeatable: true }), async () =>
          (await listRecords(zone)).some((record) => record.id === id),
        ),
    }),
  };
});

/** Wherever they stand. */
function recordsIn(element: unknown): object[] {
  if (typeof element !== 'object' || element === null) return [];
  return Object.entries(element).flatMap(([name, inner]) => (name === 'record' ? inner : recordsIn(inner)) as object[]);
}
