import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainRefusals,
  readByOffset,
  recordItems,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import { signTc3 } from '../families/tencent/sign.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ ZoneId: z.string(), ZoneName: z.string() })
  .transform(({ ZoneId, ZoneName }) => ({ id: ZoneId, name: ZoneName }));
type Zone = z.infer<typeof Zone>;
const Zones = z
  .object({ TotalCount: z.number(), Zones: z.array(Zone).nullish() })
  .transform(({ TotalCount, Zones }) => ({ items: Zones ?? [], total: TotalCount }));
const Items = z
  .object({ TotalCount: z.number(), DnsRecords: z.array(z.looseObject({})).nullish() })
  .transform(({ TotalCount, DnsRecords }) => ({ items: DnsRecords ?? [], total: TotalCount }));
const { toItem, fromItems } = recordItems({
  fields: { id: 'RecordId', type: 'Type', name: 'Name', content: 'Content', ttl: 'TTL' },
  names: 'full',
  priority: { MX: 'Priority' },
  quotes: 'read',
});
/** Everything is answered with 200. */
const Refusal = z
  .object({ Response: z.object({ Error: z.object({ Code: z.string().nullish(), Message: z.unknown().optional() }) }) })
  .transform(({ Response }) => ({ message: Response.Error.Message, serviceCode: Response.Error.Code }));
const explain = explainRefusals(Refusal, [
  [/^(AuthFailure|UnauthorizedOperation)/, 'AUTHENTICATION'],
  [/^ResourceNotFound/, 'RECORD_NOT_FOUND'],
  [/RequestLimitExceeded/, 'RATE_LIMITED'],
  [/^InternalError/, 'SERVER'],
]);

/** https://edgeone.ai/document/50454 */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { sessionToken, region, secretId: id, secretKey: secret } = options;
  const api = http.extend({
    baseUrl: baseAddress(options.endpoint),
    headers: {
      'x-tc-version': '2022-09-01',
      ...(sessionToken !== undefined && { 'x-tc-token': sessionToken }),
      ...(region !== undefined && { 'x-tc-region': region }),
    },
    sign: (request) => signTc3(request, { id, secret }, now()),
    explain,
  });

  async function call<T>(action: string, schema: z.ZodType<T>, body: object): Promise<T> {
    const request = { headers: { 'x-tc-action': action }, repeatable: action.startsWith('Describe') };
    return (await api.post('/', z.object({ Response: schema }), body, request)).Response;
  }

  return {
    async findZone(name) {
      const zones = await readByOffset((Offset = 0) => call('DescribeZones', Zones, { Offset, Limit: 100 }));
      return zoneNamed(zones, name);
    },

    async listRecords({ id: ZoneId, name }) {
      const read = (Offset = 0) => call('DescribeDnsRecords', Items, { ZoneId, Offset, Limit: 1000 });
      return fromItems(await readByOffset(read), { name });
    },

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        await call('CreateDnsRecord', z.unknown(), { ZoneId: zone.id, ...toItem(draft, zone) });
      },
      async deleteRecord(zone, id) {
        await call('DeleteDnsRecords', z.unknown(), { ZoneId: zone.id, RecordIds: [id] });
      },
    }),
  };
});
