import { z } from 'zod';
import {
  type DnsProvider,
  fullName,
  type HttpClient,
  path,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../../core/sdk/index.js';

const Zone = z.object({ id: z.number(), name: z.string() });
export type TecnocraticaZone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItem } = recordItems({ apex: '', priority: { MX: 'prio', SRV: 'prio' }, quotes: 'read' });

/** The DNS of Tecnocrática, under the names of its brands. https://developers.neodigit.net/#dns */
export function tecnocraticaProvider(http: HttpClient, baseUrl: string, token: string): DnsProvider<TecnocraticaZone> {
  const api = http.extend({ baseUrl, headers: { 'x-tcpanel-token': token } });

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns/zones', z.array(Zone), { query: { name } }), name),

    async listRecords(zone, { type, name }) {
      const query = { type, name: name && fullName(name, zone.name) };
      const items = await api.get(path`/dns/zones/${zone.id}/records`, Items, { query });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<TecnocraticaZone>({
      api,
      path: (zone) => path`/dns/zones/${zone.id}/records`,
      toItem: (draft, zone) => ({ record: toItem(draft, zone) }),
    }),
  };
}
