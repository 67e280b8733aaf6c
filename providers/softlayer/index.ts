import { z } from 'zod';
import {
  anything,
  defineProvider,
  type RecordFilter,
  recordItems,
  splitPriority,
  zoneNamed,
} from '../../core/sdk/index.js';
import { createApi } from './api.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
const Item = z.looseObject({ type: z.string().transform((type) => type.toUpperCase()) });
const { toItem, fromItems } = recordItems({
  fields: { name: 'host', content: 'data' },
  // Empty where the type has none.
  priority: { MX: 'mxPriority' },
  quotes: 'read',
});

const mask = 'mask[id,expire,domainId,host,minimum,refresh,retry,mxPriority,ttl,type,data,responsiblePerson]';
const service = 'Dns_Domain_ResourceRecord';

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const call = createApi(http, options);

  return {
    async findZone(name) {
      const filter = { domains: { name: equals(name) } };
      const method = { service: 'Account', method: 'getDomains', filter, repeatable: true } as const;
      return zoneNamed(await call(z.array(Zone), method), name);
    },

    listRecords: async (zone, filter) =>
      fromItems(
        await call(z.array(Item), {
          service: 'Dns_Domain',
          method: 'getResourceRecords',
          id: zone.id,
          filter: toFilter(filter),
          mask,
          repeatable: true,
        }),
        zone,
      ),

    async createRecord(zone, draft) {
      const item = { ...toItem(draft, zone), domainId: zone.id };
      await call(anything, { service, method: 'createObject', parameters: [item] });
    },

    async updateRecord(zone, id, draft) {
      const item = { ...toItem(draft, zone), id: Number(id) };
      await call(anything, { service, method: 'editObject', id: Number(id), parameters: [item], repeatable: true });
    },

    async deleteRecord(_zone, id) {
      await call(anything, { service, method: 'deleteObject', id: Number(id), repeatable: true });
    },
  };
});

/** Without regard to case. https://sldn.softlayer.com/article/object-filters/ */
function equals(value: string | undefined) {
  return value === undefined ? undefined : { operation: `_= ${value}` };
}

function toFilter({ type, name, content }: RecordFilter) {
  const data = content && splitPriority({ type: type ?? '', content }).content;
  const resourceRecords = { type: equals(type?.toLowerCase()), host: equals(name), data: equals(data) };
  return Object.values(resourceRecords).some((filter) => filter !== undefined) ? { resourceRecords } : {};
}
