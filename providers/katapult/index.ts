import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  explainRefusals,
  type Failure,
  inOtherForm,
  type RecordDraft,
  recordItems,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const OneZone = z.object({ dns_zone: Zone }).transform(({ dns_zone }) => dns_zone);
/** What a record says stands in a field of its type; the short name is null at the apex. */
const Item = z
  .looseObject({ type: z.string(), full_name: z.string(), content_attributes: z.record(z.string(), z.unknown()) })
  .transform(({ content_attributes: contents, ...item }) => ({
    ...item,
    name: item.full_name,
    ...z.looseObject({}).nullish().parse(contents[item.type]),
  }));
const Items = z.object({ dns_records: z.array(Item) });
const address = ['ip_address'];
const host = ['hostname'];
const parts: Readonly<Record<string, readonly string[]>> = {
  ...{ A: address, AAAA: address, CNAME: host, MX: host, NS: host, TXT: ['content'] },
  ...{ SRV: ['weight', 'port', 'target'], CAA: ['flag', 'tag', 'value'] },
};
const { toItem, fromItem } = recordItems({ apex: '', priority: { MX: 'priority', SRV: 'priority' }, parts });
const Refused = z
  .object({ code: z.string(), description: z.string().optional() })
  .transform(({ code, description = code }) => ({ serviceCode: code, message: description }));

/** https://docs.katapult.io/docs/api/core */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.katapult.io/core/v1',
    bearer: options.apiKey,
    explain: explainRefusals(Refused, [
      [/^missing_api_token$/, 'AUTHENTICATION'],
      [/^dns_zone_not_found$/, 'ZONE_NOT_FOUND'],
    ]),
  });

  return {
    findZone: (name) =>
      undefinedIf('ZONE_NOT_FOUND', api.get('/dns_zones/dns_zone', OneZone, { query: { 'dns_zone[name]': name } })),

    async listRecords(zone) {
      const query = { 'dns_zone[id]': zone.id };
      const { dns_records: items } = await api.get('/dns_zones/dns_zone/records', Items, { query });
      return items.filter(({ type }) => Object.hasOwn(parts, type)).map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      const body = { dns_zone: { id: zone.id }, properties: toProperties(draft, zone) };
      await api.post('/dns_zones/dns_zone/records', anything, body);
    },

    async updateRecord(zone, id, draft) {
      const body = { dns_record: { id }, properties: toProperties(draft, zone) };
      // Once or twice, the record is what was sent.
      checkShownType(await api.patch('/dns_records/dns_record', asAnswered, body, { repeatable: true }), id, draft);
    },

    deleteRecord(_zone, id) {
      const body = { dns_record: { id } };
      // The documented address, or that of lego.
      const atOther = () => api.delete('/dns_zones/dns_record', { body });
      return inOtherForm(api.delete('/dns_records/dns_record', { body }), atOther, isUnknownAddress);
    },
  };
});

/** What is missing is said with a code. */
function isUnknownAddress({ status, serviceCode }: Failure): boolean {
  return serviceCode === undefined && (status === 404 || status === 405);
}

/** All of a content is text, numbers as well. */
function toProperties(draft: RecordDraft, zone: Zone) {
  const { name, type, ttl, priority, ...content } = toItem(draft, zone);
  const texts = Object.entries(content).map(([field, value]) => [field, String(value)]);
  return { name, type, ttl, priority, content: { [draft.type]: Object.fromEntries(texts) } };
}
