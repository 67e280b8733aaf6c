import { z } from 'zod';
import { defineProvider, explainRefusals, recordItems, throughChanges, zoneNamed } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** One zone can be on several systems; the name server tells which. */
const Zone = z.object({ name: z.string(), system_ns: z.string(), rr: z.array(z.looseObject({})).default([]) });
type Zone = z.infer<typeof Zone>;
const Zones = z
  .object({ response: z.object({ result: z.object({ data: z.object({ zone: z.array(Zone).default([]) }) }) }) })
  .transform(({ response }) => response.result.data.zone);
const form = { fields: { content: 'value' }, priority: { MX: 'pref', SRV: 'pref' } };
const { toItem, fromItems } = recordItems({ ...form, apex: '', hasIds: false, dots: true });
const Status = z.object({ type: z.literal('error'), code: z.string().optional(), text: z.unknown().optional() });
const Refused = z
  .object({ response: z.object({ result: z.object({ status: Status }) }) })
  .transform(({ response: { result } }) => ({ serviceCode: result.status.code, message: result.status.text }));
const explain = explainRefusals(Refused, [[/authenti|passwor|login/i, 'AUTHENTICATION']], 'API');
const xml = { bodyFormat: 'xml', responseFormat: 'xml', xmlLists: ['zone', 'rr'] } as const;

/** https://help.internetx.com/display/APIXMLEN */
export default defineProvider<typeof manifest, Zone>(({ options: { user, password }, http }) => {
  const api = http.extend({ baseUrl: 'https://gateway.schlundtech.de', ...xml, explain });
  const requestOf = (task: object) => ({ request: { auth: { user, password, context: 10 }, task } });
  const read = (asked: object) => api.post('/', Zones, requestOf({ code: '0205', ...asked }), { repeatable: true });

  async function listRecords({ name, system_ns }: Zone) {
    const zones = await read({ zone: { name, system_ns } });
    return zones.flatMap(({ rr }) => fromItems(rr, { name }));
  }

  return {
    async findZone(value) {
      const where = { key: 'name', operator: 'eq', value };
      return zoneNamed(await read({ view: { children: 1, limit: 10 }, where }), value);
    },
    listRecords,
    ...throughChanges<Zone>(async (zone, { create, remove }) => {
      const present = remove.some(({ ttl }) => ttl === undefined) ? await listRecords(zone) : remove;
      const gone = remove.flatMap(({ id }) => present.filter((record) => record.id === id));
      if (create.length + gone.length === 0) return;
      const [rr_rem, rr_add] = [gone, create].map((records) => records.map((record) => toItem(record, zone)));
      const place = { name: zone.name, system_ns: zone.system_ns };
      const request = requestOf({ code: '0202001', default: { rr_rem, rr_add }, zone: place });
      await api.post('/', z.unknown(), request, { repeatable: create.length === 0 });
    }),
  };
});
