import { z } from 'zod';
import { anything, type DnsProvider, type HttpClient, hostOrEmpty, undefinedIf } from '../../core/sdk/index.js';
import { fromItem, toItem } from './item.js';

const Domain = z.object({ domain: z.object({ name: z.string() }) });
const Item = z
  .object({
    record: z.object({
      id: z.coerce.string(),
      record_type: z.string(),
      name: z.string(),
      content: z.string(),
      ttl: z.number(),
      prio: z.number().nullish(),
    }),
  })
  .transform(({ record: { record_type: type, prio: priority, ...item } }) => fromItem({ ...item, type, priority }));

/** The API of old keys: that of DNSimple, from which the service was made. */
export function createVersion1(http: HttpClient, { key, secret }: { key: string; secret: string }): DnsProvider {
  const headers = { 'X-DNS-Token': `${key}:${secret}` };
  const api = http.extend({ baseUrl: 'https://api.exoscale.com/dns/v1', headers });

  return {
    async findZone(name) {
      const found = await undefinedIf('RECORD_NOT_FOUND', api.get(`/domains/${name}`, Domain));
      return found && { name };
    },

    async listRecords(zone, { type, name }) {
      const query = { record_type: type, name: name === undefined ? undefined : hostOrEmpty(name) };
      return api.get(`/domains/${zone.name}/records`, z.array(Item), { query });
    },

    async createRecord(zone, draft) {
      const { priority: prio, ...item } = toItem(draft);
      const record = { record_type: draft.type, ...item, prio };
      await api.post(`/domains/${zone.name}/records`, anything, { record });
    },

    async updateRecord(zone, id, draft) {
      const { priority: prio, ...item } = toItem(draft);
      await api.put(`/domains/${zone.name}/records/${id}`, anything, { ...item, prio });
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domains/${zone.name}/records/${id}`);
    },
  };
}
