import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type Failure,
  fullName,
  inOtherForm,
  type Path,
  path,
  type RecordDraft,
  readByOffset,
  recordItems,
  restRecords,
  undefinedIf,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ domain: z.object({ fqdn: z.string() }) });
/** At the apex there is no subdomain. */
const Item = z
  .looseObject({ data: z.looseObject({ subdomain: z.string().nullish() }) })
  .transform(({ data, ...item }) => ({ ...item, ...data, subdomain: data.subdomain || '@' }));
const { toItem, fromItem } = recordItems({
  fields: { name: 'subdomain', content: 'value' },
  apex: '',
  priority: { MX: 'priority' },
});
const Page = z.object({ meta: z.object({ total: z.number() }).optional(), dns_records: z.array(Item) });

const Made = z.object({ dns_record: Item }).optional().catch(undefined);

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
    return zoneNamed([{ name: domain.fqdn }], name);
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

  /** What it says that it made, where it says so. */
  async function createFirst(zone: Zone, draft: RecordDraft): Promise<z.infer<typeof Item> | undefined> {
    return (await api.post(path`/domains/${zone.name}/dns-records`, Made, toBody(draft, zone)))?.dns_record;
  }

  return {
    async findZone(name) {
      const found = inOtherForm(readZone(name), () => findInList(name), isUnknownAddress);
      return undefinedIf('RECORD_NOT_FOUND', found);
    },

    async listRecords(zone) {
      const items = await readByOffset(async (offset = 0) => {
        const query = { limit, offset };
        const answer = await api.get(path`/domains/${zone.name}/dns-records`, Page, { query });
        return { items: answer.dns_records, total: answer.meta?.total };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...records,

    // Version 2 has the name of the record in the address, and takes names that version 1 refuses or drops.
    async createRecord(zone, draft) {
      const body = { ...toBody(draft, zone), subdomain: undefined };
      const other = async () => void (await second.post(ofName(zone, draft.name), anything, body));
      const at = await inOtherForm(createFirst(zone, draft), other, isNoSuchName);
      if (at === undefined || draft.name === '@' || fromItem(at, zone).name !== '@') return;
      await records.deleteRecord(zone, fromItem(at, zone).id);
      await other();
    },

    deleteRecord(zone, id, record) {
      const other = () => second.delete(path`${ofName(zone, record?.name ?? '@')}/${id}`);
      return inOtherForm(records.deleteRecord(zone, id), other, isUnknownAddress);
    },
  };
});

function ofName(zone: Zone, name: string): Path {
  return path`/domains/${fullName(name, zone.name)}/dns-records`;
}

/** An address that the server does not know, in contrast to a domain or record that the API does not find. */
function isUnknownAddress({ status, serviceCode }: Failure): boolean {
  return status === 405 || (status === 404 && serviceCode === undefined);
}

/** The same, or a name that version 1 takes for none. */
function isNoSuchName(failure: Failure): boolean {
  return isUnknownAddress(failure) || failure.serviceCode === 'bad_subdomain_name';
}

/** The service chooses the TTL. */
function toBody(draft: RecordDraft, zone: Zone): object {
  const item = toItem(draft, zone);
  return { ...item, subdomain: item.subdomain || undefined, ttl: undefined };
}
