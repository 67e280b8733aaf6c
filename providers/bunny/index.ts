import { z } from 'zod';
import { anything, defineProvider, path, readPages, recordItems, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Types have numbers. https://docs.bunny.net/reference/dnszonepublic_addrecord */
const types = { A: 0, AAAA: 1, CNAME: 2, TXT: 3, MX: 4, SRV: 8, CAA: 9, NS: 12 };

const Zone = z.object({ Id: z.number(), Domain: z.string() }).transform(({ Id, Domain }) => ({ id: Id, name: Domain }));
type Zone = z.infer<typeof Zone>;
const Page = z.object({ Items: z.array(Zone), HasMoreItems: z.boolean().optional() });
/** Rules and scripts of the service are no records of the DNS. */
const Item = z.looseObject({
  Name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
});
const Items = z.object({ Records: z.array(Item) }).transform(({ Records }) => Records);
const { toItem, fromItems } = recordItems({
  fields: { id: 'Id', type: 'Type', name: 'Name', content: 'Value', ttl: 'Ttl' },
  types,
  apex: '',
  priority: { MX: 'Priority', SRV: 'Priority' },
  parts: { SRV: ['Weight', 'Port', 'Value'], CAA: ['Flags', 'Tag', 'Value'] },
});

const perPage = 1000;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.bunny.net', headers: { AccessKey: options.apiKey } });

  return {
    async findZone(name) {
      const zones = await readPages(async (page: number = 1) => {
        const answer = await api.get('/dnszone', Page, { query: { page, perPage, search: name } });
        return { items: answer.Items, next: answer.HasMoreItems ? page + 1 : undefined };
      });
      return zoneNamed(zones, name);
    },

    listRecords: async (zone) => fromItems(await api.get(path`/dnszone/${zone.id}`, Items), zone),

    createRecord: (zone, draft) =>
      api.put(path`/dnszone/${zone.id}/records`, anything, toItem(draft, zone), { repeatable: false }),

    async updateRecord(zone, id, draft) {
      const body = { ...toItem(draft, zone), Id: Number(id) };
      await api.post(path`/dnszone/${zone.id}/records/${id}`, anything, body, { repeatable: true });
    },

    deleteRecord: (zone, id) => api.delete(path`/dnszone/${zone.id}/records/${id}`),
  };
});
