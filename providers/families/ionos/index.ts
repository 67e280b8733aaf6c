import { z } from 'zod';
import {
  type DnsProvider,
  explainRefusals,
  fullName,
  type HttpClient,
  path,
  type RecordFilter,
  recordItems,
  restRecords,
  withoutUpdates,
  zoneNamed,
} from '../../../core/sdk/index.js';

const Zone = z.object({ id: z.string(), name: z.string() });
export type IonosZone = z.infer<typeof Zone>;
const WithItems = z.object({ records: z.array(z.looseObject({})) });
const { toItem, fromItem } = recordItems({
  names: 'full',
  priority: { MX: 'prio', SRV: 'prio' },
  quotes: 'read',
});

/** Errors come as a list of codes. */
const Refusals = z
  .tuple([z.object({ code: z.string(), message: z.string().optional() })], z.unknown())
  .transform(([{ code, message = code }]) => ({ message, serviceCode: code }));
const explain = explainRefusals(Refusals, [[/^[A-Z_]*(DUPLICATE|EXIST)/, 'RECORD_EXISTS']]);

/** The DNS of IONOS, and of those of its group who have the same API. https://developer.hosting.ionos.com/docs/dns */
export function ionosProvider(http: HttpClient, baseUrl: string, apiKey: string): DnsProvider<IonosZone> {
  const api = http.extend({ baseUrl, headers: { 'x-api-key': apiKey }, explain });
  const writes = restRecords<IonosZone>({
    api,
    path: (zone) => path`/zones/${zone.id}/records`,
    toItem: (draft, zone) => [{ prio: 0, ...toItem(draft, zone), disabled: false }],
  });

  async function listRecords(zone: IonosZone, { type, name }: RecordFilter) {
    const recordName = name === undefined ? undefined : fullName(name, zone.name);
    const query = { recordType: type, recordName };
    const { records } = await api.get(path`/zones/${zone.id}`, WithItems, { query });
    return records.map((item) => fromItem(item, zone));
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/zones', z.array(Zone)), name),

    listRecords,
    ...withoutUpdates(writes, { listRecords }),
  };
}
