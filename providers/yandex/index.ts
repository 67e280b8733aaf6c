import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  explainRefusals,
  path,
  type Query,
  recordItems,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', name: 'subdomain' },
  // Empty where the type has none.
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
  // Without their final dot the API takes host names for relative ones.
  dots: true,
});

const Refusal = z
  .object({ success: z.literal('error'), error: z.unknown().optional() })
  .transform(({ error }) => ({ message: error, serviceCode: typeof error === 'string' ? error : undefined }));
/** The API answers 200 to everything. */
const explain = explainRefusals(Refusal, [
  [/^(no_such|bad)_domain$/, 'ZONE_NOT_FOUND'],
  [/^(no_token|bad_token|no_auth|not_allowed|prohibited)$/, 'AUTHENTICATION'],
  [/^record_exists$/, 'RECORD_EXISTS'],
  [/^no_such_record$/, 'RECORD_NOT_FOUND'],
]);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const headers = { PddToken: options.token };
  const api = http.extend({ baseUrl: 'https://pddimp.yandex.ru/api2/admin/dns', headers, explain });

  const list = (domain: string): Promise<object[]> => api.get('/list', Items, { query: { domain } });
  const write = (action: string, query: Query) => api.post(path`/${action}`, anything, undefined, { query });

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, list(name)),

    listRecords: async (zone) => fromItems(await list(zone.name), zone),

    createRecord: (zone, draft) => write('add', { domain: zone.name, ...toItem(draft, zone) }),

    async updateRecord(zone, id, draft) {
      // A TTL that nobody asked for stays as it is.
      const query = { domain: zone.name, record_id: id, ...toItem(draft, zone), ttl: draft.askedTtl };
      const answer = await api.post('/edit', asAnswered, undefined, { query, repeatable: true });
      checkShownType(answer, id, draft);
    },

    deleteRecord: (zone, id) => write('del', { domain: zone.name, record_id: id }),
  };
});
