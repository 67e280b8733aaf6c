import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  noRecord,
  type OutgoingRequest,
  type Path,
  path,
  type Query,
  readNumberedPages,
  recordItems,
  scopedAuthorization,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.number(), domainName: z.string() })
  .transform(({ id, domainName }) => ({ id, name: domainName }));
type Zone = z.infer<typeof Zone>;
const Item = z.looseObject({
  id: z.number(),
  type: z.string(),
  viewValue: z.array(z.number()).nullish(),
  weight: z.number().nullish(),
});
const { toItem, fromItems } = recordItems({
  fields: { name: 'hostRecord', content: 'hostValue' },
  priority: { MX: 'mxPriority', SRV: 'mxPriority' },
  parts: { SRV: ['weight', 'port', 'hostValue'] },
  quotes: 'read',
});
/** Without one, the code is 0. */
const Refusal = z
  .object({
    error: z.object({ code: z.number().positive(), status: z.string().nullish(), message: z.unknown().optional() }),
  })
  .transform(({ error: { status, message } }) => ({ message, serviceCode: status }));
const explain = explainRefusals(Refusal, [
  [/^(UNAUTHENTICATED|PERMISSION_DENIED)$/, 'AUTHENTICATION'],
  [/^NOT_FOUND$/, 'RECORD_NOT_FOUND'],
  [/^ALREADY_EXISTS$/, 'RECORD_EXISTS'],
  [/^RESOURCE_EXHAUSTED$/, 'RATE_LIMITED'],
]);
/** The largest page. */
const pageSize = 99;
const defaultLine = -1;

/** https://docs.jdcloud.com/cn/jd-cloud-dns/api/overview */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { accessKeyId: id, accessKeySecret: secret, region } = options;

  /** https://docs.jdcloud.com/cn/common-declaration/api/signature-algorithm */
  function sign(request: OutgoingRequest): void {
    const time = new Date(now()).toISOString().replace(/[-:]|\.\d{3}/g, '');
    Object.assign(request.headers, { 'x-jdcloud-date': time, 'x-jdcloud-nonce': randomUUID() });
    const scope = [time.slice(0, 8), region, 'domainservice', 'jdcloud2_request'];
    const key = { algorithm: 'JDCLOUD2-HMAC-SHA256', id, secret: `JDCLOUD2${secret}`, scope, time };
    request.headers.authorization = scopedAuthorization(request, ['host', 'x-jdcloud-date', 'x-jdcloud-nonce'], key);
  }

  const api = http.extend({
    baseUrl: path`https://domainservice.jdcloud-api.com/v2/regions/${region}`,
    sign,
    explain,
  });
  const recordsOf = (zone: Zone) => path`/domain/${zone.id}/ResourceRecord`;

  function readAll<T>(address: string | Path, schema: z.ZodType<T>, query: Query): Promise<T[]> {
    const Page = z.object({
      result: z.object({ dataList: z.array(schema).nullish(), totalPage: z.number().nullish() }),
    });
    return readNumberedPages(async (pageNumber = 1) => {
      const { result } = await api.get(address, Page, { query: { ...query, pageNumber, pageSize } });
      return { items: result.dataList ?? [], pages: result.totalPage ?? 1 };
    });
  }

  return {
    findZone: async (name) => zoneNamed(await readAll('/domain', Zone, { domainName: name }), name),

    listRecords: async (zone, { name }) => fromItems(await readAll(recordsOf(zone), Item, { search: name }), zone),

    createRecord: (zone, draft) =>
      api.post(recordsOf(zone), anything, { req: { ...toItem(draft, zone), viewValue: defaultLine } }),

    // What a change leaves out is lost.
    async updateRecord(zone, recordId, draft) {
      const old = (await readAll(recordsOf(zone), Item, {})).find((item) => String(item.id) === recordId);
      if (old === undefined) throw noRecord(recordId);
      const weight = old.type === draft.type ? old.weight || undefined : undefined;
      const viewValue = old.viewValue?.at(-1) ?? defaultLine;
      const req = { domainName: zone.name, weight, ...toItem(draft, zone), viewValue };
      await api.put(path`/domain/${zone.id}/ResourceRecord/${recordId}`, anything, { req });
    },

    deleteRecord: (zone, recordId) => api.delete(path`/domain/${zone.id}/ResourceRecord/${recordId}`),
  };
});
