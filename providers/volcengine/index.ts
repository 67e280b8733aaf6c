import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  readByOffset,
  recordItems,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { signVolcengine } from './sign.js';

const Zone = z
  .object({ ZID: z.number(), ZoneName: z.string() })
  .transform(({ ZID, ZoneName }) => ({ id: ZID, name: ZoneName }));
type Zone = z.infer<typeof Zone>;
/** Without any, a list is null or left out. */
const Zones = z
  .object({ Result: z.object({ Zones: z.array(Zone).nullish(), Total: z.number().optional() }) })
  .transform(({ Result: { Zones: items, Total } }) => ({ items: items ?? [], total: Total }));
const Items = z
  .object({ Result: z.object({ Records: z.array(z.looseObject({})).nullish(), TotalCount: z.number().optional() }) })
  .transform(({ Result: { Records, TotalCount } }) => ({ items: Records ?? [], total: TotalCount }));
/** What an update sends back. */
const Kept = z.object({ Result: z.object({ Line: z.string(), Weight: z.number().optional() }) });
const { toItem, fromItem } = recordItems({
  fields: { id: 'RecordID', type: 'Type', name: 'Host', content: 'Value', ttl: 'TTL' },
});

const Refusal = z
  .object({
    ResponseMetadata: z.object({ Error: z.object({ Code: z.string().min(1), Message: z.unknown().optional() }) }),
  })
  .transform(({ ResponseMetadata: { Error: told } }) => ({ message: told.Message, serviceCode: told.Code }));
const explain = explainRefusals(Refusal, [
  [
    /^(AccessDenied|SignatureDoesNotMatch|InvalidAccessKey|InvalidCredential|InvalidAuthorization|InvalidSecretToken|MissingAuthenticationToken)/,
    'AUTHENTICATION',
  ],
  [/zone.*not.?(found|exist)/i, 'ZONE_NOT_FOUND'],
  [/record.*not.?(found|exist)/i, 'RECORD_NOT_FOUND'],
  [/record.*(already.?exist|duplicate)/i, 'RECORD_EXISTS'],
  [/LimitExceeded|Throttling|TooManyRequests/, 'RATE_LIMITED'],
  [/^Internal/, 'SERVER'],
]);
const pageSize = 100;

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { accessKey: id, secretKey: secret, sessionToken, region, host, scheme } = options;
  const api = http.extend({
    baseUrl: scheme === 'http' ? path`http://${host}` : path`https://${host}`,
    query: { Version: '2018-08-01' },
    sign: (request) => signVolcengine(request, { id, secret, sessionToken }, { region, service: 'dns' }, now()),
    explain,
  });

  function read<T>(Action: string, schema: z.ZodType<T>, query: Readonly<Record<string, string | number | undefined>>) {
    return api.get('/', schema, { query: { Action, ...query } });
  }

  async function write(Action: string, body: object, repeatable = false): Promise<void> {
    await api.post('/', anything, body, { query: { Action }, repeatable });
  }

  /** Pages have numbers. */
  function pageAt(offset: number | undefined) {
    return offset === undefined
      ? { PageSize: pageSize }
      : { PageSize: pageSize, PageNumber: 1 + Math.ceil(offset / pageSize) };
  }

  return {
    findZone: async (name) =>
      zoneNamed(
        await readByOffset((offset) => read('ListZones', Zones, { Key: name, SearchMode: 'exact', ...pageAt(offset) })),
        name,
      ),

    async listRecords(zone, { type, name }) {
      const filter = { ZID: zone.id, Type: type, Host: name, SearchMode: name === undefined ? undefined : 'exact' };
      const items = await readByOffset((offset) => read('ListRecords', Items, { ...filter, ...pageAt(offset) }));
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => write('CreateRecord', { ZID: zone.id, ...toItem(draft, zone) }),

    async updateRecord(zone, RecordID, draft) {
      const { Result } = await read('QueryRecord', Kept, { RecordID });
      await write('UpdateRecord', { RecordID, ...Result, ...toItem(draft, zone) }, true);
    },

    deleteRecord: (_zone, RecordID) => write('DeleteRecord', { RecordID }),
  };
});
