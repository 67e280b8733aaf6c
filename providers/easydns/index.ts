import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  inOtherForm,
  isFailure,
  path,
  readByOffset,
  recordItems,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import { explain, explainAdding, silentError } from './explain.js';
import type manifest from './manifest.json';

const ZoneInfo = z
  .object({ data: z.object({ exists: z.string(), onsystem: z.string().default('Y') }) })
  .transform(({ data }) => data.exists === 'Y' && data.onsystem === 'Y');
const ItemPage = z
  .object({ data: z.array(z.looseObject({})), total: z.coerce.number().optional() })
  .transform(({ data, total }) => ({ items: data, total }));
const { toItem, fromItems } = recordItems({
  fields: { name: 'host', content: 'rdata' },
  priority: { MX: 'prio' },
  quotes: 'read',
});

export default defineProvider<typeof manifest>(({ options, http, log }) => {
  const { username, token, apiEndpoint: baseUrl } = options;
  const api = http.extend({ baseUrl, basic: { username, password: token }, query: { format: 'json' }, explain });

  return {
    /** Where a server knows nothing of domains, a zone is what has records. */
    async findZone(name): Promise<Zone | undefined> {
      const reading = inOtherForm(api.get(path`/domain/${name}`, ZoneInfo), async () => {
        await api.get(path`/zones/records/all/${name}`, ItemPage);
        return true;
      });
      return (await undefinedIf('RECORD_NOT_FOUND', reading)) ? { name } : undefined;
    },

    listRecords: async (zone) =>
      fromItems(
        await readByOffset((start) => api.get(path`/zones/records/all/${zone.name}`, ItemPage, { query: { start } })),
        zone,
      ),

    /**
     * The API is known to add a record and to fail at saying so: it answers 500 with nothing in it, and 409 the next
     * time. Trying again would help no more than giving up.
     */
    async createRecord(zone, draft) {
      const body = { domain: zone.name, prio: 0, ...toItem(draft, zone) };
      try {
        await api.put(path`/zones/records/add/${zone.name}/${draft.type}`, anything, body, { explain: explainAdding });
      } catch (error) {
        if (!isFailure(error) || error.serviceCode !== silentError) throw error;
        log.warn({ type: draft.type, name: draft.name }, 'the API failed to confirm the record; taken for added');
      }
    },

    async updateRecord(zone, id, draft) {
      const item = toItem(draft, zone);
      const answer = await api.post(path`/zones/records/${id}`, asAnswered, item, { repeatable: true });
      checkShownType(answer, id, draft);
    },

    deleteRecord: (zone, id) => api.delete(path`/zones/records/${zone.name}/${id}`),
  };
});
