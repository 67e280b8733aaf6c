import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  recordItems,
  throughSteps,
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

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),
    listRecords: async (zone) => fromItems(await read(zone), zone),
    // An upsert of a value that is there does nothing, and the other values of its set stay.
    ...throughSteps<Zone>(async (zone, { create, remove }) => {
      const upserts = create.map((draft) => ({ op: 'upsert', record: toItem(draft, zone) }));
      const removals = remove.map(({ type, name, content, ttl = 60 }) => {
        return { op: 'remove', record: toItem({ type, name, content, ttl }, zone) };
      });
      const body = { ops: [...upserts, ...removals] };
      await api.patch(path`/${zone.name}/records`, anything, body, { repeatable: true });
    }),
  };
});
