import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainRefusals,
  readNumberedPages,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.looseObject({ name: z.string() });
type Zone = z.infer<typeof Zone>;
const pageOf = <T>(item: z.ZodType<T>) =>
  z
    .object({ items: z.array(item).default([]), page_total: z.coerce.number().optional() })
    .transform(({ items, page_total }) => ({ items, pages: page_total }));
const { toItem, fromItems } = recordItems({ fields: { content: 'rdata' }, names: 'full', quotes: 'always' });
/** Refusals come with status 200. */
const Refused = z
  .object({ error_class: z.string(), full_message: z.unknown().optional() })
  .transform(({ error_class, full_message }) => ({ serviceCode: error_class, message: full_message }));
const kinds = [
  [/RecordNotFound/, 'RECORD_NOT_FOUND'],
  [/Duplicate/, 'RECORD_EXISTS'],
  [/Auth|Forbidden/, 'AUTHENTICATION'],
] as const;

/** https://api.liquidweb.com/docs/ */
export default defineProvider<typeof manifest, Zone>(({ options: { url, zone: told, username, password }, http }) => {
  const explain = explainRefusals(Refused, kinds, 'API');
  const api = http.extend({ baseUrl: baseAddress(url), basic: { username, password }, explain });
  const read = { repeatable: true };

  return {
    async findZone(name) {
      if (told !== undefined) return zoneNamed([{ name: told }], name);
      const zones = await readNumberedPages((page_num = 1) =>
        api.post('/bleed/Network/DNS/Zone/list', pageOf(Zone), { params: { page_num } }, read),
      );
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const items = await readNumberedPages((page_num = 1) => {
        const params = { zone: zone.name, page_num };
        return api.post('/v1/Network/DNS/Record/list', pageOf(z.looseObject({})), { params }, read);
      });
      return fromItems(items, zone);
    },

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) =>
        api.post('/v1/Network/DNS/Record/create', anything, { params: { zone: zone.name, ...toItem(draft, zone) } }),
      deleteRecord: (_zone, id) => api.post('/v1/Network/DNS/Record/delete', anything, { params: { id: Number(id) } }),
    }),
  };
});
