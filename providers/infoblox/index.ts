import { z } from 'zod';
import {
  anything,
  baseAddress,
  checkKeptType,
  type DnsRecord,
  defineProvider,
  explainWords,
  fromPresentation,
  fullName,
  type Path,
  path,
  quoteTxt,
  type RecordDraft,
  readPages,
  relativeName,
  sentPath,
  splitPriority,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Each type is a kind of object, with a field of its own for the data. */
const dataFields = { A: 'ipv4addr', AAAA: 'ipv6addr', CNAME: 'canonical', MX: 'mail_exchanger', TXT: 'text' } as const;
type Type = keyof typeof dataFields;
const types = Object.keys(dataFields) as Type[];

const Zones = z.array(z.object({ fqdn: z.string() }).transform(({ fqdn }) => ({ name: fqdn })));
const Item = z.looseObject({
  _ref: z.string(),
  name: z.string().default(''),
  ttl: z.number().optional(),
  use_ttl: z.boolean().optional(),
  preference: z.number().optional(),
});
const Page = z.object({ result: z.array(Item), next_page_id: z.string().optional() });
const explain = explainWords([[/Data\.Conflict|already exists/i, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { view, credentials = '' } = options;
  const given = baseAddress(options.host, 'https');
  const host = options.port === undefined ? given : baseAddress(`${given}:${options.port}`);
  const [, first = '', second = ''] = /^([^:]*):(.*)$/s.exec(credentials) ?? [];
  const basic = { username: options.user ?? first, password: options.psw ?? second };
  const api = http.extend({ baseUrl: path`${host}/wapi/v${options.wapiVersion}`, basic, explain });

  const kindOf = (type: string): Path => path`/record:${type.toLowerCase()}`;

  async function named(zone: Zone, type: Type, relative: string): Promise<DnsRecord[]> {
    const query = { name: fullName(relative, zone.name), view, _return_fields: fieldsOf(type).join(',') };
    const items = await api.get(kindOf(type), z.array(Item), { query });
    return items.map((item) => toRecord(item, type, relative));
  }

  async function ofZone(zone: Zone, type: Type): Promise<DnsRecord[]> {
    const common = { zone: zone.name, view, _return_fields: ['name', ...fieldsOf(type)].join(',') };
    const paging = { _paging: 1, _return_as_object: 1, _max_results: 1000 };
    const items = await readPages(async (id?: string) => {
      const query = { ...common, ...paging, _page_id: id };
      const { result, next_page_id } = await api.get(kindOf(type), Page, { query });
      return { items: result, next: next_page_id };
    });
    return items.map((item) => toRecord(item, type, relativeName(item.name, zone.name)));
  }

  return {
    async findZone(name) {
      return zoneNamed(await api.get('/zone_auth', Zones, { query: { fqdn: name, view } }), name, {
        option: 'ib-view',
      });
    },

    async listRecords(zone, { type, name }) {
      const records: DnsRecord[] = [];
      for (const kind of types.filter((each) => type === undefined || each === type)) {
        records.push(...(name === undefined ? await ofZone(zone, kind) : await named(zone, kind, name)));
      }
      return records;
    },

    createRecord: (zone, draft) => api.post(kindOf(draft.type), anything, { ...toBody(draft, zone), view }),

    async updateRecord(zone, id, draft) {
      const [, kind] = /^record:(\w+)\//.exec(id) ?? [];
      if (kind !== undefined) checkKeptType([{ id, type: kind.toUpperCase() }], id, draft);
      await api.put(sentPath(id), anything, toBody(draft, zone));
    },

    deleteRecord: (_zone, id) => api.delete(sentPath(id)),
  };
});

function fieldsOf(type: Type): string[] {
  return [dataFields[type], ...(type === 'MX' ? ['preference'] : []), 'ttl', 'use_ttl'];
}

/** Without `use_ttl` the record has the TTL of the zone. */
function toRecord(item: z.infer<typeof Item>, type: Type, name: string): DnsRecord {
  const content = fromPresentation(type, String(item[dataFields[type]]));
  const ttl = item.use_ttl === false ? undefined : item.ttl;
  return { id: item._ref, type, name, content, ttl, ...(type === 'MX' && { priority: item.preference }) };
}

function toBody(draft: RecordDraft, zone: Zone): object {
  const type = draft.type as Type;
  const { content, priority } = splitPriority(draft);
  return {
    name: fullName(draft.name, zone.name),
    [dataFields[type]]: type === 'TXT' ? quoteTxt(content) : content,
    ...(type === 'MX' && { preference: priority ?? 10 }),
    ttl: draft.ttl,
    use_ttl: true,
  };
}
