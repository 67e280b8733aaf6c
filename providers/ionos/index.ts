import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  fullName,
  path,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const WithItems = z.object({ records: z.array(z.looseObject({})) });
const { toItem, fromItem } = recordItems({
  names: 'full',
  priority: { MX: 'prio', SRV: 'prio' },
  quotes: 'read',
});

/** Errors come as a list of codes. */
const Refusals = z
  .array(z.object({ code: z.string(), message: z.string().optional() }))
  .min(1)
  .transform(([refusal]) => ({ message: refusal?.message ?? refusal?.code, serviceCode: refusal?.code }));
const explain = explainRefusals(Refusals, [[/^[A-Z_]*(DUPLICATE|EXIST)/, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const headers = { 'x-api-key': options.apiKey };
  const api = http.extend({ baseUrl: 'https://api.hosting.ionos.com/dns/v1', headers, explain });
  const writes = restRecords<Zone>({
    api,
    path: (zone) => path`/zones/${zone.id}/records`,
    toItem: (draft, zone) => [{ prio: 0, ...toItem(draft, zone), disabled: false }],
  });

  return {
    async findZone(name) {
      return zoneNamed(await api.get('/zones', z.array(Zone)), name);
    },

    async listRecords(zone, { type, name }) {
      const recordName = name === undefined ? undefined : fullName(name, zone.name);
      const { records } = await api.get(path`/zones/${zone.id}`, WithItems, {
        query: { recordType: type, recordName },
      });
      return records.map((item) => fromItem(item, zone));
    },

    ...writes,

    async updateRecord(zone, id, draft) {
      await writes.deleteRecord(zone, id);
      await writes.createRecord(zone, draft);
    },
  };
});
