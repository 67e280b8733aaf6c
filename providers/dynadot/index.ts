import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  groupBy,
  path,
  recordItems,
  throughSteps,
  undefinedIf,
  type WrittenRecord,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z
  .looseObject({ record_type: z.string(), sub_host: z.string().default('@') })
  .transform((item) => ({ ...item, record_type: item.record_type.toUpperCase() }));
const Items = z.array(Item).optional();
const Dns = z.object({ ttl: z.coerce.number().optional(), dns_main_list: Items, dns_sub_list: Items });
const Records = z.object({ data: z.object({ glue_info: Dns }) }).transform(({ data }) => data.glue_info);
const Done = z.object({ code: z.number() });
/** Some come with status 200. */
const Refusal = z
  .object({
    code: z.number().min(400),
    message: z.unknown().optional(),
    error: z.object({ description: z.string() }).optional().catch(undefined),
  })
  .transform(({ code, message, error }) => ({ serviceCode: code, message: error?.description ?? message }));
const fields = { type: 'record_type', name: 'sub_host', content: 'record_value1' };
const { toItem, fromItems } = recordItems({ fields, priority: { MX: 'record_value2' }, hasIds: false });

/** https://www.dynadot.com/domain/api-document */
export default defineProvider<typeof manifest>(({ options: { apiKey, apiSecret }, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.dynadot.com/restful/v2/domains',
    bearer: apiKey,
    sign({ url, headers, body = '', hide }) {
      const text = [apiKey, `${url.pathname}${url.search}`, '', body].join('\n');
      headers['x-signature'] = createHmac('sha256', apiSecret).update(text).digest('base64');
      hide?.(headers['x-signature']);
    },
    explain: explainRefusals(Refusal, [
      [/main dns|upper limit/i, 'API'],
      [/x-signature|authorization/i, 'AUTHENTICATION'],
      [/^404$/, 'ZONE_NOT_FOUND'],
    ]),
  });
  const at = ({ name }: Zone) => path`/${name}/records`;
  const read = (zone: Zone) => api.get(at(zone), Records);

  return {
    async findZone(name) {
      const dns = await undefinedIf('ZONE_NOT_FOUND', read({ name }));
      // A domain on other name servers has no lists.
      return dns?.dns_main_list || dns?.dns_sub_list ? { name } : undefined;
    },

    async listRecords(zone) {
      const { ttl, dns_main_list: main = [], dns_sub_list: sub = [] } = await read(zone);
      return fromItems([...main, ...sub], zone).map((record) => ({ ...record, ttl }));
    },

    ...throughSteps(async (zone: Zone, { create, remove }) => {
      if (create.length > 0) {
        // What is sent is the TTL of the whole domain: it stays as it is.
        const { ttl } = await read(zone);
        await api.post(at(zone), Done, { ...lists(create, zone), ttl, add_dns_to_current_setting: true });
      }
      if (remove.length > 0) await api.delete(at(zone), { body: lists(remove, zone) });
    }),
  };
});

/** Records at the apex stand apart, without a name. */
function lists(records: readonly WrittenRecord[], zone: Zone): object {
  const groups = groupBy(records, ({ name }) => (name === '@' ? 'dns_main_list' : 'dns_sub_list'));
  return Object.fromEntries([...groups].map(([list, own]) => [list, own.map((record) => itemOf(record, zone))]));
}

function itemOf(record: WrittenRecord, zone: Zone): object {
  const { sub_host, ttl: _ttl, ...item } = toItem(record, zone);
  return sub_host === '@' ? item : { sub_host, ...item };
}
