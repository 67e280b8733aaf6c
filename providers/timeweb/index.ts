import { z } from 'zod';
import {
  type DnsRecord,
  defineProvider,
  isSameName,
  path,
  type RecordDraft,
  readByOffset,
  restRecords,
  splitPriority,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ domain: z.object({ fqdn: z.string() }) });
/** At the apex there is no subdomain. */
const Item = z
  .object({
    id: z.coerce.string(),
    type: z.string(),
    data: z.object({
      subdomain: z.string().nullish(),
      value: z.string(),
      priority: z.coerce.number().nullish(),
    }),
  })
  .transform(({ id, type, data: { subdomain, value, priority } }): DnsRecord => {
    const isMx = type === 'MX' && typeof priority === 'number';
    return { id, type, name: subdomain || '@', content: value, ...(isMx && { priority }) };
  });
const Page = z.object({ meta: z.object({ total: z.number() }).optional(), dns_records: z.array(Item) });

const limit = 100;

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.timeweb.cloud/api/v1', bearer: options.token });

  return {
    async findZone(name) {
      const found = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/domains/${name}`, Domain));
      return found !== undefined && isSameName(found.domain.fqdn, name) ? { name } : undefined;
    },

    listRecords: (zone) =>
      readByOffset(async (offset = 0) => {
        const query = { limit, offset };
        const answer = await api.get(path`/domains/${zone.name}/dns-records`, Page, { query });
        return { items: answer.dns_records, total: answer.meta?.total };
      }),

    ...restRecords({ api, path: ({ name }) => path`/domains/${name}/dns-records`, toItem: toBody, changeBy: 'patch' }),
  };
});

function toBody(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return {
    ...(draft.name !== '@' && { subdomain: draft.name }),
    type: draft.type,
    value: content,
    ...(draft.type === 'MX' && priority !== undefined && { priority }),
  };
}
