import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  type Path,
  path,
  readPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.string(), properties: z.object({ zoneName: z.string() }) })
  .transform(({ id, properties }) => ({ id, name: properties.zoneName }));
type Zone = z.infer<typeof Zone>;
const Item = z
  .object({ id: z.string(), properties: z.looseObject({}) })
  .transform(({ id, properties }) => ({ ...properties, id }));
const { toItem, fromItems } = recordItems({ apex: '', priority: { MX: 'priority', SRV: 'priority' }, quotes: 'read' });
const Refused = z
  .object({
    httpStatus: z.number(),
    messages: z.tuple([z.object({ errorCode: z.string(), message: z.string() })], z.unknown()),
  })
  .transform(({ messages: [first] }) => ({ message: first.message, serviceCode: first.errorCode }));

/** The largest part of a list that the API gives. */
const limit = 1000;

/** https://api.ionos.com/docs/dns/v1/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://dns.de-fra.ionos.com',
    bearer: options.apiToken,
    explain: explainRefusals(Refused, [[/already exist|duplicate/i, 'RECORD_EXISTS']]),
  });

  function list<T>(address: Path, item: z.ZodType<T>, filter: Readonly<Record<string, string>> = {}): Promise<T[]> {
    const Part = z.object({ items: z.array(item) });
    return readPages(async (offset: number = 0) => {
      const { items } = await api.get(address, Part, { query: { ...filter, offset, limit } });
      return { items, next: items.length < limit ? undefined : offset + limit };
    });
  }

  return {
    async findZone(name) {
      return zoneNamed(await list(path`/zones`, Zone, { 'filter.zoneName': name }), name);
    },

    async listRecords(zone) {
      return fromItems(await list(path`/zones/${zone.id}/records`, Item), zone);
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/zones/${zone.id}/records`,
      toItem: (draft, zone) => ({ properties: toItem(draft, zone) }),
    }),
  };
});
