import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  unlessGone,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.object({ status: z.literal(true), return: z.array(z.object({ name: z.string() })) });
const Records = z.object({ status: z.literal(true), return: z.array(z.looseObject({})) });
const Done = z.object({ status: z.literal(true) }).transform(() => undefined);
const { toItem, fromItems } = recordItems({ names: 'full', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'read' });
const Refusal = z
  .object({ status: z.literal(false).optional(), msg: z.string() })
  .transform(({ msg }) => ({ message: msg }));
const explain = explainRefusals(Refusal, [[/api ?key|client.?id|unauthori[sz]ed|permission/i, 'AUTHENTICATION']]);

/** https://docs.sitehost.nz/api/v1.5/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const login = { apikey: options.apiKey, client_id: options.clientId };
  const api = http.extend({ baseUrl: 'https://api.sitehost.nz/1.5/dns', bodyFormat: 'form', explain });

  async function listRecords({ name: domain }: Zone) {
    const { return: items } = await api.get('/list_records.json', Records, { query: { ...login, domain } });
    return fromItems(items, { name: domain });
  }

  async function change(what: string, { name: domain }: Zone, fields: object, repeatable = true): Promise<void> {
    await api.post(path`/${what}_record.json`, Done, { ...login, domain, ...fields }, { repeatable });
  }

  return {
    async findZone(name) {
      const body = { ...login, 'query[domain]': name };
      const { return: zones } = await api.post('/search_domains.json', Zones, body, { repeatable: true });
      return zoneNamed(zones, name);
    },

    listRecords,

    createRecord: (zone, draft) => change('add', zone, toItem({ ...draft, ttl: undefined }, zone), false),

    updateRecord: (zone, id, draft) =>
      change('update', zone, { record_id: id, ...toItem({ ...draft, ttl: undefined }, zone) }),

    deleteRecord: (zone, id) =>
      unlessGone(change('delete', zone, { record_id: id }), async () =>
        (await listRecords(zone)).some((record) => record.id === id),
      ),
  };
});
