import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type HttpDefaults,
  type HttpResponse,
  hostOrEmpty,
  quoteTxt,
  type RecordDraft,
  splitPriority,
  unquoteTxt,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone {
  readonly account: number;
  readonly name: string;
}

const Accounts = z.object({ data: z.array(z.object({ id: z.number() })) }).transform(({ data }) => data);
const Domain = z.object({ name: z.string() });
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    name: z.string(),
    content: z.string(),
    ttl: z.number(),
    priority: z.number().nullish(),
  })
  .transform((item) => ({
    ...item,
    name: item.name || '@',
    content: item.type === 'TXT' ? unquoteTxt(item.content) : item.content,
    priority: item.priority ?? undefined,
  }));

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, username = '', password = '', twoFactor } = options;
  const credential: HttpDefaults =
    token === undefined
      ? {
          basic: { username, password },
          ...(twoFactor !== undefined && { headers: { 'X-Dnsimple-OTP': twoFactor } }),
        }
      : { bearer: token };
  const api = http.extend({ baseUrl: options.apiEndpoint, explain, ...credential });

  async function list<T>(path: string, schema: z.ZodType<T>, query: HttpDefaults['query']): Promise<T[]> {
    const Page = z.object({ data: z.array(schema), pagination: z.object({ total_pages: z.number() }).optional() });
    const listed: T[] = [];
    for (let page = 1; ; page += 1) {
      const paging = page === 1 ? {} : { page };
      const { data, pagination } = await api.get(path, Page, { query: { ...query, ...paging } });
      listed.push(...data);
      if (page >= (pagination?.total_pages ?? 1)) return listed;
    }
  }

  return {
    async findZone(name) {
      for (const { id: account } of await api.get('/accounts', Accounts)) {
        const domains = await list(`/${account}/domains`, Domain, { name_like: name });
        if (domains.some((domain) => domain.name === name)) return { account, name };
      }
      return undefined;
    },

    async listRecords(zone, { type, name }) {
      // An empty name would not filter.
      return list(`/${zone.account}/zones/${zone.name}/records`, Item, { type, name: name === '@' ? undefined : name });
    },

    async createRecord(zone, draft) {
      const body = { type: draft.type, ...toItem(draft) };
      await api.post(`/${zone.account}/zones/${zone.name}/records`, anything, body);
    },

    async updateRecord(zone, id, draft) {
      await api.patch(`/${zone.account}/zones/${zone.name}/records/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/${zone.account}/zones/${zone.name}/records/${id}`);
    },
  };
});

/** The priority of MX and SRV stands apart; text is taken bare unless it holds what looks like quoting. */
function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  const quoted = draft.type === 'TXT' && /["\\]/.test(content) ? quoteTxt(content) : content;
  return { name: hostOrEmpty(draft.name), content: quoted, ttl: draft.ttl, priority };
}

function explain({ status, text }: HttpResponse): ExplainedFailure | undefined {
  return status === 400 && /already exists/i.test(text) ? { code: 'RECORD_EXISTS' } : undefined;
}
