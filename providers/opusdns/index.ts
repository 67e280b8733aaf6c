import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  type RecordChange,
  recordItems,
  throughChanges,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number().optional(),
  records: z.array(z.object({ rdata: z.string() })).nullish(),
});
const Items = z
  .object({ rrsets: z.array(Rrset).nullish() })
  .transform(({ rrsets }) =>
    (rrsets ?? []).flatMap(({ records, ...set }) => (records ?? []).map(({ rdata }) => ({ ...set, rdata }))),
  );
const { toItem, fromItems } = recordItems({
  fields: { content: 'rdata' },
  hasIds: false,
  quotes: 'always',
  dots: true,
});

/** https://developers.opusdns.com/products/dns/manage-records */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const baseUrl = path`${baseAddress(options.endpoint)}/v1/dns`;
  const api = http.extend({ baseUrl, headers: { 'x-api-key': options.apiKey } });
  const read = (zone: Zone) => api.get(path`/${zone.name}`, Items);

  /** An upsert of a value that is there does nothing, and the other values of its set stay. */
  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    const ops = [
      ...create.map((draft) => ({ op: 'upsert', record: toItem(draft, zone) })),
      ...remove.map(({ priority: _none, ttl = 60, ...record }) => ({
        op: 'remove',
        record: toItem({ ...record, ttl }, zone),
      })),
    ];
    await api.patch(path`/${zone.name}/records`, anything, { ops }, { repeatable: true });
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),
    listRecords: async (zone) => fromItems(await read(zone), zone),
    ...throughChanges(changeRecords),
  };
});
