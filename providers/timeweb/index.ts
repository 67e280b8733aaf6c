import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  type Failure,
  fullName,
  inOtherForm,
  isSameName,
  type Path,
  path,
  type RecordDraft,
  readByOffset,
  restRecords,
  splitPriority,
  undefinedIf,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ domain: z.object({ fqdn: z.string() }) });
/** At the apex there is no subdomain. */
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    data: z.object({
      subdomain: z.string().nullish(),
      value: z.string(),
      priority: z.coerce.number().nullish(),
    }),
  })
  .transform(({ id, type, data: { subdomain, value, priority } }): DnsRecord => {
    const isMx = type === 'MX' && typeof priority === 'number';
    return { id, type, name: subdomain || '@', content: value, ...(isMx && { priority }) };
  });
const Page = z.object({ meta: z.object({ total: z.number() }).optional(), dns_records: z.array(Item) });

const Domains = z.object({
  meta: z.object({ total: z.number() }).optional(),
  domains: z.array(z.object({ fqdn: z.string() }).transform(({ fqdn }) => ({ name: fqdn }))),
});
/** What the API says in its own words; a server that does not know an address says nothing of the kind. */
const Refusal = z
  .object({ error_code: z.string(), message: z.string().optional() })
  .transform(({ error_code: serviceCode, message }) => ({ serviceCode, message }));
const explain = explainRefusals(Refusal);

const limit = 100;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const open = http.extend({ bearer: options.token, explain });
  const api = open.extend({ baseUrl: 'https://api.timeweb.cloud/api/v1' });
  const second = open.extend({ baseUrl: 'https://api.timeweb.cloud/api/v2' });

  async function readZone(name: string): Promise<Zone | undefined> {
    const { domain } = await api.get(path`/domains/${name}`, Domain);
    return isSameName(domain.fqdn, name) ? { name } : undefined;
  }

  async function findInList(name: string): Promise<Zone | undefined> {
    const domains = await readByOffset(async (offset = 0) => {
      const answer = await api.get('/domains', Domains, { query: { limit, offset } });
      return { items: answer.domains, total: answer.meta?.total };
    });
    return zoneNamed(domains, name);
  }

  const records = restRecords<Zone>({
    api,
    path: ({ name }) => path`/domains/${name}/dns-records`,
    toItem: toBody,
    changeBy: 'patch',
  });

  /** Version 2 has the name of the record in the address. */
  async function createSecond(zone: Zone, draft: RecordDraft): Promise<void> {
    const { subdomain: _inAddress, ...body } = toBody(draft);
    await second.post(ofName(zone, draft), anything, body);
  }

  return {
    async findZone(name) {
      const found = inOtherForm(readZone(name), () => findInList(name), isUnknownAddress);
      return undefinedIf('RECORD_NOT_FOUND', found);
    },

    listRecords: (zone) =>
      readByOffset(async (offset = 0) => {
        const query = { limit, offset };
        const answer = await api.get(path`/domains/${zone.name}/dns-records`, Page, { query });
        return { items: answer.dns_records, total: answer.meta?.total };
      }),

    ...records,

    createRecord: (zone, draft) =>
      inOtherForm(records.createRecord(zone, draft), () => createSecond(zone, draft), isUnknownAddress),

    deleteRecord: (zone, id, record) =>
      inOtherForm(records.deleteRecord(zone, id), () => second.delete(ofName(zone, record, id)), isUnknownAddress),
  };
});

function ofName(zone: Zone, record: { readonly name: string } = { name: '@' }, id?: string): Path {
  const records = path`/domains/${fullName(record.name, zone.name)}/dns-records`;
  return id === undefined ? records : path`${records}/${id}`;
}

/** An address that the server does not know, in contrast to a domain or record that the API does not find. */
function isUnknownAddress({ status, serviceCode }: Failure): boolean {
  return status === 405 || (status === 404 && serviceCode === undefined);
}

function toBody(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return {
    subdomain: draft.name === '@' ? undefined : draft.name,
    type: draft.type,
    value: content,
    ...(draft.type === 'MX' && priority !== undefined && { priority }),
  };
}
