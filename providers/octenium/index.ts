import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  parseRecordId,
  recordItems,
  withId,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** By order, which is what the service calls a domain; an account without any has an empty list in its place. */
const Domains = z
  .object({ domains: z.record(z.string(), z.object({ 'domain-name': z.string() })).catch({}) })
  .transform(({ domains }) => Object.entries(domains).map(([order, own]) => ({ order, name: own['domain-name'] })));
type Zone = z.infer<typeof Domains>[number];
const Records = z.object({ records: z.array(z.looseObject({ line: z.number() })) }).transform(({ records }) => records);
const { toItem, fromItem, fromItems } = recordItems({ fields: { content: 'value' }, names: 'fqdn', hasIds: false });
/** Refusals may come with 200. */
const Refused = z
  .object({ 'api-status': z.string().refine((status) => status !== 'success'), 'api-error': z.unknown().optional() })
  .transform((answer) => ({ message: answer['api-error'] }));

/** https://octenium.com/api#tag/Domains-DNS */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.panel.octenium.com',
    headers: { 'x-api-key': options.apiKey },
    bodyFormat: 'form',
    explain: explainRefusals(Refused, [[/api.?key|unauthori[sz]ed|permission/i, 'AUTHENTICATION']], 'API'),
  });
  const inside = <T>(schema: z.ZodType<T>) =>
    z.object({ 'api-response': schema }).transform((answer) => answer['api-response']);

  function list({ order }: Zone, type?: string) {
    const form = { 'order-id': order, 'types[]': type };
    return api.post('/domains/dns-records/list', inside(Records), form, { repeatable: true });
  }

  /** A record is named by its line in the zone file, which is another one after each change. */
  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const items = await list(zone, parseRecordId(id).type);
    const lines = items.map((item) => ({ id: fromItem(item, zone).id, line: item.line }));
    const { line } = withId(lines, id);
    const form = { 'order-id': zone.order, line };
    await api.post('/domains/dns-records/delete', anything, form, { repeatable: false });
  }

  return {
    async findZone(name) {
      return zoneNamed(await api.get('/domains', inside(Domains), { query: { 'domain-name': name } }), name);
    },
    listRecords: async (zone, { type }) => fromItems(await list(zone, type), zone),
    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) =>
        api.post('/domains/dns-records/add', anything, { 'order-id': zone.order, ...toItem(draft, zone) }),
      deleteRecord,
    }),
  };
});
