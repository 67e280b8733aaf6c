import { z } from 'zod';
import {
  type DnsProvider,
  type HttpClient,
  hostOrEmpty,
  path,
  recordItems,
  restRecords,
  zoneUnless,
} from '../../core/sdk/index.js';

const Domain = z.object({ domain: z.object({ name: z.string() }) });
const Item = z.object({ record: z.looseObject({}) }).transform(({ record }) => record);
const { toItem, fromItem } = recordItems({
  fields: { type: 'record_type' },
  apex: '',
  priority: { MX: 'prio', SRV: 'prio' },
  quotes: 'read',
});

/** The API of old keys: that of DNSimple, from which the service was made. */
export function createVersion1(http: HttpClient, { key, secret }: { key: string; secret: string }): DnsProvider {
  const headers = { 'X-DNS-Token': `${key}:${secret}` };
  const api = http.extend({ baseUrl: 'https://api.exoscale.com/dns/v1', headers });

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/domains/${name}`, Domain)),

    async listRecords(zone, { type, name }) {
      const query = { record_type: type, name: name && hostOrEmpty(name) };
      const items = await api.get(path`/domains/${zone.name}/records`, z.array(Item), { query });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords({
      api,
      path: (zone) => path`/domains/${zone.name}/records`,
      toItem: (draft, zone) => ({ record: toItem(draft, zone) }),
      toChange: (draft, zone) => ({ ...toItem(draft, zone), record_type: undefined }),
      typeField: 'record_type',
    }),
  };
}
