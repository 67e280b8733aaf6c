import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isFailure,
  type NumberedPage,
  type OutgoingRequest,
  readNumberedPages,
  recordItems,
  withId,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ domainID: z.coerce.string(), domains: z.string() })
  .transform(({ domainID, domains }) => ({ id: domainID, name: domains }));
type Zone = z.infer<typeof Zone>;
/** Clients of the service have the TTL in both ways of writing. */
const Item = z.looseObject({}).transform(({ TTL, ttl = TTL, ...item }) => ({ ...item, ttl }));
const pageOf = <T>(item: z.ZodType<T>) =>
  z
    .object({ data: z.object({ data: z.array(item), pageCount: z.coerce.number() }) })
    .transform(({ data }) => ({ items: data.data, pages: data.pageCount }));
const [Zones, Items] = [pageOf(Zone), pageOf(Item)];
const priority = { MX: 'mx' };
const { toItem } = recordItems({ fields: { name: 'host', content: 'value', ttl: 'TTL' }, priority });
const { fromItems } = recordItems({ fields: { id: 'recordID', name: 'record', content: 'value' }, priority });
const Refused = z
  .object({ code: z.number().refine((code) => code !== 0), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ serviceCode: code, message }));
const explain = explainRefusals(Refused, [[/apiKey|hash|sign|密钥|签名/i, 'AUTHENTICATION']], 'API');

const pageSize = 100;

/** https://www.51dns.com/document/api/4/81.html */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const api = http.extend({ baseUrl: 'https://www.51dns.com/api', bodyFormat: 'form', sign, explain });

  /** MD5 over all fields by their names, as they are before they are encoded, and the secret. */
  function sign(request: OutgoingRequest): void {
    const common = { apiKey: options.apiKey, timestamp: String(Math.floor(now() / 1000)) };
    const fields = [...new URLSearchParams(request.body), ...Object.entries(common)];
    const text = fields.map((field) => field.join('=')).sort();
    const hash = createHash('md5')
      .update(`${text.join('&')}${options.apiSecret}`)
      .digest('hex');
    http.hide(hash);
    request.body = new URLSearchParams([...fields, ['hash', hash]]).toString();
  }

  function listAll<T>(address: string, page: z.ZodType<NumberedPage<T>>, fields: object = {}): Promise<T[]> {
    return readNumberedPages((number = 1) =>
      api.post(address, page, { ...fields, page: number, pageSize }, { repeatable: true }),
    );
  }

  const listRecords = async (zone: Zone) =>
    fromItems(await listAll('/record/list/', Items, { domainID: zone.id }), zone);

  return {
    findZone: async (name) => zoneNamed(await listAll('/domain/list/', Zones), name),
    listRecords,

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) =>
        api.post('/record/create/', anything, { domainID: zone.id, ...toItem(draft, zone) }),

      async deleteRecord(zone, recordID) {
        try {
          await api.post('/record/remove/', anything, { domainID: zone.id, recordID });
        } catch (error) {
          // How it says that a record is gone is not known.
          if (isFailure(error, 'API')) withId(await listRecords(zone), recordID);
          throw error;
        }
      },
    }),
  };
});
