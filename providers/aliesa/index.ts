import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  fullName,
  path,
  type Query,
  type RecordFilter,
  readNumberedPages,
  recordItems,
  type Schema,
  type WrittenRecord,
  withId,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import { keySource } from '../families/aliyun/key.js';
import { sign } from '../families/aliyun/sign.js';
import type manifest from './manifest.json';

const PageSize = 500;
/** Read as the number of pages. */
const TotalCount = z.number().transform((count) => Math.ceil(count / PageSize));
const Site = z
  .object({ SiteId: z.number(), SiteName: z.string(), AccessType: z.string().optional() })
  .transform(({ SiteId, SiteName, AccessType }) => ({ id: SiteId, name: SiteName, access: AccessType }));
type Site = z.infer<typeof Site>;
const Kept = z.object({
  Proxied: z.boolean().optional(),
  BizName: z.string().optional(),
  Comment: z.string().optional(),
  HostPolicy: z.string().optional(),
});
const Item = z
  .looseObject({ Data: z.looseObject({}), RecordId: z.coerce.string() })
  .transform(({ Data, ...item }) => ({ ...item, ...Data, id: item.RecordId, kept: Kept.parse(item) }));

const Sites = z
  .object({ Sites: z.array(Site).default([]), TotalCount })
  .transform((page) => ({ items: page.Sites, pages: page.TotalCount }));
const Records = z
  .object({ Records: z.array(Item).default([]), TotalCount })
  .transform((page) => ({ items: page.Records, pages: page.TotalCount }));

const types = ['CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA'];
const { toItem, fromItems } = recordItems({
  fields: { type: 'RecordType', name: 'RecordName', content: 'Value', ttl: 'Ttl' },
  names: 'full',
  // What is not here is left alone: one record of the type `A/AAAA` has all addresses of its name.
  types: Object.fromEntries(types.map((type) => [type, type])),
  parts: {
    MX: ['Priority', 'Value'],
    SRV: ['Priority', 'Weight', 'Port', 'Value'],
    CAA: ['Flag', 'Tag', 'Value'],
  },
});

const Refusal = z
  .object({ Code: z.string(), Message: z.string() })
  .transform(({ Code, Message }) => ({ message: Message, serviceCode: Code }));
const explain = explainRefusals(Refusal, [
  [/^Record\.RecordNameConflictWithSameRecordType$/, 'RECORD_EXISTS'],
  [/^Record\.NotFound$/, 'RECORD_NOT_FOUND'],
  [/^(Throttling|TooManyRequests|(Record|Site)\.ServiceBusy)/, 'RATE_LIMITED'],
  [/^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|Forbidden|NoPermission)/, 'AUTHENTICATION'],
]);
/** https://www.alibabacloud.com/help/en/edge-security-acceleration/esa/api-esa-2024-09-10-overview */
export default defineProvider<typeof manifest, Site>(({ options, http, now }) => {
  const { accessKey: id, secretKey: secret, securityToken, ramRole: role } = options;
  const key = keySource({ id, secret, securityToken, role }, http, now);
  const api = http.extend({
    baseUrl: path`https://esa.${options.region}.aliyuncs.com`,
    query: { Format: 'json', Version: '2024-09-10' },
    sign: async (request) => sign(request, await key(), now()),
    explain,
  });

  async function change(Action: string, query: Query): Promise<void> {
    await api.post('/', anything, undefined, { query: { Action, ...query }, repeatable: Action === 'UpdateRecord' });
  }

  function readAll<T>(Action: string, page: Schema<{ items: T[]; pages: number }>, query: Query): Promise<T[]> {
    return readNumberedPages((PageNumber = 1) =>
      api.get('/', page, { query: { Action, ...query, PageNumber, PageSize } }),
    );
  }

  function itemsOf(zone: Site, name?: string) {
    const asked = name !== undefined && { RecordName: fullName(name, zone.name), RecordMatchType: 'exact' };
    return readAll('ListRecords', Records, { SiteId: zone.id, ...asked });
  }

  function toQuery(draft: WrittenRecord, zone: Zone) {
    const { RecordName, RecordType: Type, Ttl, ...data } = toItem(draft, zone);
    return { RecordName, Type, Ttl, Data: JSON.stringify(data) };
  }

  const listRecords = async (zone: Site, { name }: RecordFilter) => fromItems(await itemsOf(zone, name), zone);
  const inSteps = withoutUpdates<Site>(
    {
      createRecord: (zone, draft) => change('CreateRecord', { SiteId: zone.id, ...toQuery(draft, zone) }),
      deleteRecord: (_zone, RecordId) => change('DeleteRecord', { RecordId }),
    },
    { listRecords },
  );

  return {
    ...inSteps,
    async findZone(name) {
      const sites = await readAll('ListSites', Sites, { SiteName: name, SiteSearchType: 'exact' });
      return zoneNamed(sites, name, { isServed: ({ access }) => access === 'NS' });
    },

    listRecords,

    // A record keeps its name and type; what a change leaves out may be lost.
    async updateRecord(zone, id, draft) {
      const items = await itemsOf(zone);
      const old = withId(fromItems(items, zone), id);
      const { RecordName, ...query } = toQuery(draft, zone);
      if (old.name !== draft.name || old.type !== draft.type) return inSteps.updateRecord(zone, id, draft);
      const { kept } = withId(items, id);
      await change('UpdateRecord', { RecordId: id, ...kept, ...query });
    },
  };
});
