import { z } from 'zod';
import {
  defineProvider,
  fqdn,
  path,
  type RecordDraft,
  recordItems,
  restRecords,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const OneZone = z.object({ zone: Zone }).transform(({ zone }) => zone);
const Item = z.object({ zone_record: z.looseObject({}) }).transform(({ zone_record }) => zone_record);

const { toItem, fromItem } = recordItems({
  fields: { type: 'record_type', content: 'data' },
  priority: { MX: 'aux', SRV: 'aux' },
  quotes: 'read',
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.username, password: options.token };
  const api = http.extend({ baseUrl: 'https://api.pointhq.com', basic });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/${name}`, OneZone)),

    async listRecords(zone, { type, name }) {
      const query = { record_type: type, name: name === '@' ? undefined : name };
      const items = await api.get(path`/zones/${zone.id}/records`, z.array(Item), { query });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/zones/${zone.id}/records`,
      toItem: toBody,
      typeField: 'record_type',
    }),
  };
});

/** Where nobody asked for a TTL the zone's own stands. */
function toBody(draft: RecordDraft, zone: Zone) {
  const item = { ...toItem(draft, zone), ttl: draft.askedTtl };
  return { zone_record: draft.name === '@' ? { ...item, name: fqdn('@', zone.name) } : item };
}
