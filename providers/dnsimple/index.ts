import { z } from 'zod';
import {
  defineProvider,
  explainWords,
  type HttpDefaults,
  isSameName,
  type Path,
  path,
  type Query,
  readNumberedPages,
  recordItems,
  restRecords,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone {
  readonly account: number;
  readonly name: string;
}

const Accounts = z.object({ data: z.array(z.object({ id: z.number() })) }).transform(({ data }) => data);
const Domain = z.object({ name: z.string() });
const { toItem, fromItem } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  // Text is taken bare unless it holds what looks like quoting.
  quotes: (text) => /["\\]/.test(text),
});
const explain = explainWords([[/already exists/i, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, username = '', password = '', twoFactor } = options;
  const headers: HttpDefaults = twoFactor === undefined ? {} : { headers: { 'X-Dnsimple-OTP': twoFactor } };
  const credential = token === undefined ? { basic: { username, password }, ...headers } : { bearer: token };
  const api = http.extend({ baseUrl: options.apiEndpoint, explain, ...credential });

  function list<T>(address: Path, element: z.ZodType<T>, query: Query): Promise<T[]> {
    const Page = z
      .object({ data: z.array(element), pagination: z.object({ total_pages: z.number() }).optional() })
      .transform(({ data, pagination }) => ({ items: data, pages: pagination?.total_pages }));
    return readNumberedPages((page) => api.get(address, Page, { query: { ...query, page } }));
  }

  return {
    async findZone(name) {
      for (const { id: account } of await api.get('/accounts', Accounts)) {
        const domains = await list(path`/${account}/domains`, Domain, { name_like: name });
        if (domains.some((domain) => isSameName(domain.name, name))) return { account, name };
      }
      return undefined;
    },

    async listRecords(zone, { type, name }) {
      // An empty name would not filter.
      const query = { type, name: name === '@' ? undefined : name };
      const items = await list(path`/${zone.account}/zones/${zone.name}/records`, z.looseObject({}), query);
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/${zone.account}/zones/${zone.name}/records`,
      changeBy: 'patch',
      toItem,
      toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined }),
    }),
  };
});
