import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type RecordDraft,
  type RecordFilter,
  relativeName,
  splitPriority,
  unquoteTxt,
} from '../../core/sdk/index.js';
import { createApi } from './api.js';
import type manifest from './manifest.json';

const SoftLayerZone = z.object({ id: z.number(), name: z.string() });
type SoftLayerZone = z.infer<typeof SoftLayerZone>;
const Item = z.object({
  id: z.coerce.string(),
  type: z.string().transform((type) => type.toUpperCase()),
  host: z.string(),
  data: z.string(),
  ttl: z.number(),
  /** Empty where the type has none. */
  mxPriority: z.union([z.number(), z.literal('')]).optional(),
});

const mask = 'mask[id,expire,domainId,host,minimum,refresh,retry,mxPriority,ttl,type,data,responsiblePerson]';
const service = 'Dns_Domain_ResourceRecord';

export default defineProvider<typeof manifest, SoftLayerZone>(({ options, http }) => {
  const call = createApi(http, options);

  return {
    async findZone(name) {
      const filter = { domains: { name: equals(name) } };
      const method = { service: 'Account', method: 'getDomains', filter, repeatable: true } as const;
      return (await call(z.array(SoftLayerZone), method)).find((zone) => zone.name === name);
    },

    async listRecords(zone, filter) {
      const items = await call(z.array(Item), {
        service: 'Dns_Domain',
        method: 'getResourceRecords',
        id: zone.id,
        filter: toFilter(filter),
        mask,
        repeatable: true,
      });
      return items.map((item) => fromItem(item, zone.name));
    },

    async createRecord(zone, draft) {
      const item = { ...toItem(draft), domainId: zone.id };
      await call(anything, { service, method: 'createObject', parameters: [item] });
    },

    async updateRecord(_zone, id, draft) {
      const item = { ...toItem(draft), id: Number(id) };
      await call(anything, { service, method: 'editObject', id: Number(id), parameters: [item], repeatable: true });
    },

    async deleteRecord(_zone, id) {
      await call(anything, { service, method: 'deleteObject', id: Number(id), repeatable: true });
    },
  };
});

/** Without regard to case. https://sldn.softlayer.com/article/object-filters/ */
function equals(value: string) {
  return { operation: `_= ${value}` };
}

function toFilter({ type, name, content }: RecordFilter) {
  if (type === undefined && name === undefined && content === undefined) return {};
  const data = content === undefined ? undefined : splitPriority({ type: type ?? '', content }).content;
  return {
    resourceRecords: {
      type: type === undefined ? undefined : equals(type.toLowerCase()),
      host: name === undefined ? undefined : equals(name),
      data: data === undefined ? undefined : equals(data),
    },
  };
}

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, host: draft.name, data: content, ttl: draft.ttl, mxPriority: priority };
}

function fromItem({ host, data, mxPriority, ...item }: z.infer<typeof Item>, zone: string): DnsRecord {
  return {
    ...item,
    name: relativeName(host, zone),
    content: item.type === 'TXT' ? unquoteTxt(data) : data,
    priority: item.type === 'MX' && typeof mxPriority === 'number' ? mxPriority : undefined,
  };
}
