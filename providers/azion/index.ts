import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  path,
  type RecordSet,
  readNumberedPages,
  recordSetProvider,
  signedIn,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Token = z.object({ token: z.string() }).transform(({ token }) => token);
const Zone = z.object({ id: z.number(), domain: z.string() }).transform(({ id, domain }) => ({ id, name: domain }));
type Zone = z.infer<typeof Zone>;
/** All values of a name and type; policy, weight and description come back as they were. */
const Item = z.looseObject({
  record_id: z.number(),
  entry: z.string(),
  record_type: z.string(),
  answers_list: z.array(z.string()),
  ttl: z.number().nullish(),
});
type Item = z.infer<typeof Item>;
const Items = z.object({ records: z.array(Item).nullish() }).transform(({ records }) => records ?? []);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { personalToken, email: username = '', password = '' } = options;
  const headers = { accept: 'application/json; version=3' };
  const client = http.extend({ baseUrl: 'https://api.azionapi.net', headers });
  const logIn = () => client.post('/tokens', Token, undefined, { basic: { username, password }, repeatable: true });
  const api = client.extend(signedIn(logIn, { scheme: 'Token', given: personalToken }));
  const recordsOf = (zone: Zone) => path`/intelligent_dns/${zone.id}/records`;

  function readAll<T>(address: Parameters<typeof api.get>[0], results: z.ZodType<readonly T[]>): Promise<T[]> {
    const Page = z.object({ total_pages: z.number().optional(), results });
    return readNumberedPages(async (page = 1) => {
      const read = await api.get(address, Page, { query: { page, page_size: 50 } });
      return { items: read.results, pages: read.total_pages };
    });
  }

  return recordSetProvider<Zone, RecordSet & { readonly item: Item }>({
    findZone: async (name) => zoneNamed(await readAll('/intelligent_dns', z.array(Zone)), name),

    async listSets(zone) {
      return (await readAll(recordsOf(zone), Items)).map((item) => {
        const { record_type: type, entry: name, ttl } = item;
        const values = item.answers_list.map((answer) => fromPresentation(type, answer));
        return { type, name, ttl: ttl ?? undefined, values, item };
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const { record_id, ...kept } = before?.item ?? {};
      const body = { ...kept, record_type: type, entry: name, answers_list: values, ttl };
      if (record_id === undefined) await api.post(recordsOf(zone), anything, body);
      else await api.put(path`${recordsOf(zone)}/${record_id}`, anything, body);
    },

    deleteSet: (zone, { item }) => api.delete(path`${recordsOf(zone)}/${item.record_id}`),
  });
});
