import { z } from 'zod';
import { anything, defineProvider, hostOrEmpty, type RecordDraft, undefinedIf } from '../../core/sdk/index.js';
import { fromFields, toFields } from './content.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

const Zone = z.object({ name: z.string() });
const text = z.coerce.string().optional();
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    host: z.string(),
    ttl: z.coerce.number(),
    record: text,
    priority: text,
    weight: text,
    port: text,
    caa_flag: text,
    caa_type: text,
    caa_value: text,
    tlsa_usage: text,
    tlsa_selector: text,
    tlsa_matching_type: text,
  })
  .transform(({ id, type, host, ttl, ...fields }) => ({
    id,
    type,
    name: host || '@',
    ttl,
    ...fromFields(type, fields),
  }));
/** Records by id; an empty list where there are none. */
const Items = z.union([z.array(Item), z.record(z.string(), Item).transform((items) => Object.values(items))]);

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.cloudns.net/dns', bodyFormat: 'form', explain });
  const credential = { ...identity(), 'auth-password': options.password };

  function identity() {
    if (options.id !== undefined) return { 'auth-id': options.id };
    return options.subid === undefined ? { 'sub-auth-user': options.subuser } : { 'sub-auth-id': options.subid };
  }

  function toItem({ name }: { name: string }, draft: RecordDraft) {
    const host = hostOrEmpty(draft.name);
    return { ...credential, 'domain-name': name, host, ttl: draft.ttl, ...toFields(draft, options) };
  }

  return {
    async findZone(name) {
      return undefinedIf(
        'ZONE_NOT_FOUND',
        api.get('/get-zone-info.json', Zone, { query: { ...credential, 'domain-name': name } }),
      );
    },

    async listRecords(zone, { type, name }) {
      const host = name === '@' ? undefined : name;
      return api.get('/records.json', Items, { query: { ...credential, 'domain-name': zone.name, type, host } });
    },

    async createRecord(zone, draft) {
      await api.post('/add-record.json', anything, { ...toItem(zone, draft), 'record-type': draft.type });
    },

    async updateRecord(zone, id, draft) {
      await api.post('/mod-record.json', anything, { ...toItem(zone, draft), 'record-id': id });
    },

    async deleteRecord(zone, id) {
      await api.post('/delete-record.json', anything, { ...credential, 'domain-name': zone.name, 'record-id': id });
    },
  };
});
