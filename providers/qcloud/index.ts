import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  isFailure,
  readByOffset,
  recordItems,
  type Schema,
  zoneNamed,
} from '../../core/sdk/index.js';
import { signTc3 } from '../families/tencent/sign.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ DomainId: z.number(), Name: z.string(), Status: z.string().optional() })
  .transform(({ DomainId, Name, Status }) => ({ id: DomainId, name: Name, isServed: Status !== 'PAUSE' }));
type Zone = z.infer<typeof Zone>;
const Zones = z
  .object({
    DomainCountInfo: z.object({ DomainTotal: z.number().optional(), AllTotal: z.number() }),
    DomainList: z.array(Zone),
  })
  .transform(({ DomainCountInfo: { DomainTotal, AllTotal }, DomainList }) => ({
    items: DomainList,
    total: DomainTotal ?? AllTotal,
  }));
const Items = z
  .object({ RecordCountInfo: z.object({ TotalCount: z.number() }).optional(), RecordList: z.array(z.looseObject({})) })
  .transform(({ RecordCountInfo, RecordList }) => ({ items: RecordList, total: RecordCountInfo?.TotalCount }));
/** What an update sends back. */
const Kept = z
  .object({
    RecordInfo: z.object({
      RecordLine: z.string(),
      RecordLineId: z.string().nullish(),
      Weight: z.number().nullish(),
      Remark: z.string().nullish(),
      Enabled: z.number().nullish(),
    }),
  })
  .transform(({ RecordInfo: { RecordLine, RecordLineId, Weight, Remark, Enabled } }) => ({
    RecordLine,
    RecordLineId: RecordLineId ?? undefined,
    Weight: Weight ?? undefined,
    Remark: Remark ?? undefined,
    Status: Enabled === 0 ? 'DISABLE' : 'ENABLE',
  }));

const form = { priority: { MX: 'MX' }, quotes: 'read' } as const;
/** Fields are written under other names than they are read. */
const { fromItem } = recordItems({
  ...form,
  fields: { id: 'RecordId', type: 'Type', name: 'Name', content: 'Value', ttl: 'TTL' },
});
const { toItem } = recordItems({
  ...form,
  fields: { type: 'RecordType', name: 'SubDomain', content: 'Value', ttl: 'TTL' },
});

/** Everything is answered with 200. https://cloud.tencent.com/document/product/1427/56192 */
const Refusal = z
  .object({ Response: z.object({ Error: z.object({ Code: z.string().nullish(), Message: z.unknown().optional() }) }) })
  .transform(({ Response }) => ({ message: Response.Error.Message, serviceCode: Response.Error.Code }));
const explain = explainRefusals(Refusal, [
  [/^(AuthFailure|UnauthorizedOperation|OperationDenied\.NoPermission)/, 'AUTHENTICATION'],
  [
    /^(ResourceNotFound\.NoDataOfDomain|InvalidParameterValue\.DomainNotExists|InvalidParameter\.DomainIdInvalid)$/,
    'ZONE_NOT_FOUND',
  ],
  [/^InvalidParameter\.DomainRecordExist$/, 'RECORD_EXISTS'],
  [/^(ResourceNotFound\.NoDataOfRecord|InvalidParameter\.RecordIdInvalid)$/, 'RECORD_NOT_FOUND'],
  [/LimitExceeded/, 'RATE_LIMITED'],
  [/^(InternalError|FailedOperation\.UnknowError)/, 'SERVER'],
]);

/** The line that every resolver is served from. */
const defaultLine = { RecordLine: '默认', RecordLineId: '0' };
const largestPage = 3000;

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { sessionToken, region } = options;
  const api = http.extend({
    baseUrl: 'https://dnspod.tencentcloudapi.com',
    headers: {
      'x-tc-version': '2021-03-23',
      ...(sessionToken !== undefined && { 'x-tc-token': sessionToken }),
      ...(region !== undefined && { 'x-tc-region': region }),
    },
    sign: (request) => signTc3(request, { id: options.secretId, secret: options.secretKey }, now()),
    explain,
  });

  async function call<T>(action: string, schema: z.ZodType<T>, body: object): Promise<T> {
    const Answer: Schema<{ Response: T }> = z.object({ Response: schema });
    const request = { headers: { 'x-tc-action': action }, repeatable: /^(Describe|Modify)/.test(action) };
    return (await api.post('/', Answer, body, request)).Response;
  }

  async function callOn(zone: Zone, action: string, body: object): Promise<void> {
    await call(action, z.unknown(), { Domain: zone.name, DomainId: zone.id, ...body });
  }

  return {
    async findZone(name) {
      // The word is looked for in the names as people read them.
      const Keyword = /(^|\.)xn--/.test(name) ? undefined : name;
      const zones = await readByOffset((Offset = 0) =>
        call('DescribeDomainList', Zones, { Keyword, Offset, Limit: largestPage }).catch(emptyIf('ZONE_NOT_FOUND')),
      );
      return zoneNamed(zones, name, { isServed: ({ isServed }) => isServed });
    },

    async listRecords(zone, { type, name }) {
      const filter = { Domain: zone.name, DomainId: zone.id, Subdomain: name, RecordType: type };
      const items = await readByOffset((Offset = 0) =>
        call('DescribeRecordList', Items, { ...filter, Offset, Limit: largestPage }).catch(emptyIf('RECORD_NOT_FOUND')),
      );
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => callOn(zone, 'CreateRecord', { ...defaultLine, ...toItem(draft, zone) }),

    async updateRecord(zone, id, draft) {
      const RecordId = Number(id);
      const kept = await call('DescribeRecord', Kept, { Domain: zone.name, DomainId: zone.id, RecordId });
      await callOn(zone, 'ModifyRecord', { RecordId, ...kept, ...toItem(draft, zone) });
    },

    deleteRecord: (zone, id) => callOn(zone, 'DeleteRecord', { RecordId: Number(id) }),
  };
});

/** An empty list is answered as an error. */
function emptyIf(code: 'ZONE_NOT_FOUND' | 'RECORD_NOT_FOUND'): (error: unknown) => { items: never[]; total?: number } {
  return (error) => {
    if (isFailure(error, code)) return { items: [] };
    throw error;
  };
}
