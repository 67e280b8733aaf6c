import { z } from 'zod';
import {
  anything,
  asAnswered,
  checkShownType,
  defineProvider,
  type ExplainedFailure,
  Failure,
  type HttpResponse,
  path,
  type RecordDraft,
  readNumberedPages,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { fromValue, toValue } from './values.js';

const Domain = z.object({ data: z.object({ name: z.string() }) });
const Item = z.object({ id: z.string(), type: z.string(), name: z.string(), value: z.unknown(), ttl: z.number() });
type Item = z.infer<typeof Item>;
const Page = z
  .object({ data: z.array(Item), meta: z.object({ last_page: z.number() }).optional() })
  .transform(({ data, meta }) => ({ items: data, pages: meta?.last_page }));

export default defineProvider<typeof manifest>(({ options, http }) => {
  // The panel shows the key together with the word, elsewhere it stands alone.
  const authorization = options.token.includes(' ') ? options.token : `Apikey ${options.token}`;
  const api = http.extend({ baseUrl: 'https://napi.arvancloud.ir/cdn/4.0', headers: { authorization }, explain });

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/domains/${name}`, Domain)),

    async listRecords(zone, { type, name }) {
      const query = { per_page: 20, type: type?.toLowerCase(), search: name };
      const address = path`/domains/${zone.name}/dns-records`;
      const items = await readNumberedPages((page) => api.get(address, Page, { query: { ...query, page } }));
      return items.flatMap(fromItem);
    },

    createRecord: (zone, draft) => api.post(path`/domains/${zone.name}/dns-records`, anything, toItem(draft)),

    async updateRecord(zone, id, draft) {
      const address = path`/domains/${zone.name}/dns-records/${single(id)}`;
      checkShownType(await api.put(address, asAnswered, toItem(draft)), id, draft);
    },

    deleteRecord: (zone, id) => api.delete(path`/domains/${zone.name}/dns-records/${single(id)}`),
  };
});

function toItem(draft: RecordDraft) {
  return { type: draft.type, name: draft.name, value: toValue(draft), ttl: draft.ttl };
}

/** An item of type A or AAAA may hold several addresses, which balance load. */
function fromItem({ id, type, name, value, ttl }: Item) {
  const contents = fromValue(type.toUpperCase(), value);
  return contents.map((content) => ({
    id: contents.length === 1 ? id : `${id}/${content}`,
    type: type.toUpperCase(),
    name,
    content,
    ttl,
  }));
}

function single(id: string): string {
  if (!id.includes('/')) return id;
  throw new Failure('UNSUPPORTED', 'this record holds several addresses with their weights', {
    hint: 'Change it in the panel of ArvanCloud',
  });
}

/** A record that exists is a field that does not validate. */
function explain({ status, text }: HttpResponse): ExplainedFailure | undefined {
  const exists = status === 409 || (status === 422 && /duplicate|already|exists/i.test(text));
  return exists ? { code: 'RECORD_EXISTS' } : undefined;
}
