import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  fromPresentation,
  isFailure,
  type RecordDraft,
  type Schema,
  splitPriority,
  undefinedIf,
} from '../../core/sdk/index.js';
import { explain } from './explain.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ domain: z.object({ id: z.coerce.string(), name: z.string() }) })
  .transform(({ domain }) => domain);
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    name: z.string(),
    value: z.string(),
    ttl: z.coerce.number(),
    mx: z.coerce.number().optional(),
  })
  .transform(({ value, mx, ...item }) => ({
    ...item,
    content: fromPresentation(item.type, value),
    priority: item.type === 'MX' ? mx : undefined,
  }));
const ItemPage = z
  .object({ info: z.object({ record_total: z.coerce.number() }), records: z.array(Item) })
  .transform(({ info, records }) => ({ total: info.record_total, records }));
/** The line that every resolver is served from. */
const defaultLine = '默认';
const pageSize = 3000;
const noRecords = '10';

export default defineProvider<typeof manifest, z.infer<typeof Zone>>(({ options, http }) => {
  const login = { login_token: `${options.username},${options.token}`, format: 'json' };
  const api = http.extend({ baseUrl: 'https://dnsapi.cn', bodyFormat: 'form', explain });

  async function call<T>(action: string, schema: Schema<T>, fields: object): Promise<T> {
    return api.post(`/${action}`, schema, { ...fields, ...login });
  }

  /** What is asked with a record's id may be gone. */
  async function callWithId(action: string, id: string, fields: object): Promise<void> {
    const body = { ...fields, record_id: id, ...login };
    await api.post(`/${action}`, anything, body, {
      explain: (response) => explain(response, { '8': 'RECORD_NOT_FOUND' }),
    });
  }

  return {
    async findZone(name) {
      const zone = await undefinedIf('ZONE_NOT_FOUND', call('Domain.Info', Zone, { domain: name }));
      return zone && { ...zone, name };
    },

    async listRecords(zone) {
      const records: DnsRecord[] = [];
      for (;;) {
        const paging = records.length === 0 ? {} : { offset: records.length, length: pageSize };
        const page = await call('Record.List', ItemPage, { domain: zone.name, ...paging }).catch(toEmptyPage);
        records.push(...page.records);
        if (page.records.length === 0 || records.length >= page.total) return records;
      }
    },

    async createRecord(zone, draft) {
      await call('Record.Create', anything, { domain_id: zone.id, ...toItem(draft) });
    },

    async updateRecord(zone, id, draft) {
      await callWithId('Record.Modify', id, { domain_id: zone.id, ...toItem(draft) });
    },

    async deleteRecord(zone, id) {
      await callWithId('Record.Remove', id, { domain_id: zone.id });
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } =
    draft.type === 'MX' ? splitPriority(draft) : { content: joined(draft), priority: undefined };
  return {
    sub_domain: draft.name,
    record_type: draft.type,
    record_line: defaultLine,
    value: content,
    ttl: draft.ttl,
    mx: priority,
  };
}

/** SRV has its priority in front, as in a master file. */
function joined({ content, priority }: RecordDraft): string {
  return priority === undefined ? content : `${priority} ${content}`;
}

function toEmptyPage(error: unknown): { total: number; records: DnsRecord[] } {
  if (isFailure(error) && error.serviceCode === noRecords) return { total: 0, records: [] };
  throw error;
}
