import { z } from 'zod';
import {
  anything,
  baseAddress,
  checkKeptType,
  type DnsRecord,
  defineProvider,
  explainWords,
  type HttpDefaults,
  isFailure,
  isSameName,
  type Path,
  path,
  type Query,
  type RecordFilter,
  readNumberedPages,
  recordItems,
  restRecords,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone {
  readonly account: number;
  readonly name: string;
}

const Accounts = z.object({ data: z.array(z.object({ id: z.number() })) }).transform(({ data }) => data);
const Identity = z
  .object({ data: z.object({ account: z.object({ id: z.number() }).nullish() }) })
  .transform(({ data }) => data.account ?? undefined);
const Domain = z.object({ name: z.string() });
const { toItem, fromItem } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  // Text is taken bare unless it holds what looks like quoting.
  quotes: (text) => /["\\]/.test(text),
});
const explain = explainWords([[/already exists/i, 'RECORD_EXISTS']]);

/** What the token may not list is refused, or as if it were not there. */
function isWithheld(error: unknown): boolean {
  return isFailure(error) && (error.status === 403 || error.status === 404);
}

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, username = '', password = '', twoFactor } = options;
  const headers: HttpDefaults = twoFactor === undefined ? {} : { headers: { 'X-Dnsimple-OTP': twoFactor } };
  const credential = token === undefined ? { basic: { username, password }, ...headers } : { bearer: token };
  const given = baseAddress(options.apiEndpoint);
  // lego has it without the version.
  const baseUrl = /\/v\d$/.test(String(given)) ? given : path`${given}/v2`;
  const api = http.extend({ baseUrl, explain, ...credential });

  function list<T>(address: Path, element: z.ZodType<T>, query: Query): Promise<T[]> {
    const Page = z
      .object({ data: z.array(element), pagination: z.object({ total_pages: z.number() }).optional() })
      .transform(({ data, pagination }) => ({ items: data, pages: pagination?.total_pages }));
    return readNumberedPages((page) => api.get(address, Page, { query: { ...query, page } }));
  }

  /** Those of the token; whoami knows that of an account's token, whatever else it may read. */
  async function accounts(): Promise<number[]> {
    if (options.accountId !== undefined) return [Number(options.accountId)];
    try {
      return (await api.get('/accounts', Accounts)).map(({ id }) => id);
    } catch (error) {
      if (!isWithheld(error)) throw error;
      const account = await api.get('/whoami', Identity);
      if (account === undefined) throw error;
      return [account.id];
    }
  }

  async function hasZone(account: number, name: string): Promise<boolean> {
    try {
      const domains = await list(path`/${account}/domains`, Domain, { name_like: name });
      return domains.some((domain) => isSameName(domain.name, name));
    } catch (error) {
      if (!isWithheld(error)) throw error;
      const asked = api.get(path`/${account}/zones/${name}`, anything);
      return (await zoneUnless('RECORD_NOT_FOUND', name, asked)) !== undefined;
    }
  }

  const recordsOf = (zone: Zone) => path`/${zone.account}/zones/${zone.name}/records`;

  async function listRecords(zone: Zone, { type, name }: RecordFilter): Promise<DnsRecord[]> {
    // An empty name would not filter.
    const query = { type, name: name === '@' ? undefined : name };
    const items = await list(recordsOf(zone), z.looseObject({}), query);
    return items.map((item) => fromItem(item, zone));
  }

  const writes = restRecords<Zone>({
    api,
    path: recordsOf,
    changeBy: 'patch',
    toItem,
    toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined }),
  });

  return {
    async findZone(name) {
      for (const account of await accounts()) {
        if (await hasZone(account, name)) return { account, name };
      }
      return undefined;
    },

    listRecords,
    ...writes,

    async updateRecord(zone, id, draft) {
      // A change says nothing of the type. That of text, by far the most frequent, is made without a look at the zone.
      if (draft.type !== 'TXT') checkKeptType(await listRecords(zone, {}), id, draft);
      await writes.updateRecord(zone, id, draft);
    },
  };
});
