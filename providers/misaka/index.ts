import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  needsQuotes,
  path,
  quoteTxt,
  type RecordSet,
  readPages,
  recordSetProvider,
  recordsOfSet,
  undefinedIf,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** What stands beside a value or a set goes back as it came. */
const Value = z.looseObject({ value: z.string() });
const Item = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number(),
  records: z.array(Value),
  filters: z.array(z.unknown()).default([]),
});
const Page = z.object({ results: z.array(Item), next: z.string().nullish() });

interface ItemSet extends RecordSet {
  readonly item: z.infer<typeof Item>;
}

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const headers = { authorization: `Token ${options.token}` };
  const api = http.extend({ baseUrl: 'https://api.misaka.io/dns', headers });
  const setPath = (zone: Zone, { type, name }: { readonly type: string; readonly name: string }) =>
    path`/zones/${zone.name}/recordsets/${name}/${type}`;

  async function listAll(zone: Zone, name?: string): Promise<ItemSet[]> {
    const items = await readPages(async (next?: string) => {
      const answer =
        next === undefined
          ? await api.get(path`/zones/${zone.name}/recordsets`, Page, { query: { name } })
          : await api.get(next, Page);
      return { items: answer.results, next: answer.next };
    });
    return items.map(toSet);
  }

  const provider = recordSetProvider<Zone, ItemSet>({
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}/settings`, anything)),

    async listSets(zone, { type, name }) {
      if (type === undefined || name === undefined) return listAll(zone, name);
      const item = await undefinedIf('RECORD_NOT_FOUND', api.get(setPath(zone, { type, name }), Item));
      return item === undefined ? [] : [toSet(item)];
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((value) => oldOf(value, type, before) ?? { value: toData(type, value) });
      const body = { ttl, records, filters: before?.item.filters ?? [] };
      const address = setPath(zone, { type, name });
      if (before === undefined) await api.post(address, anything, body);
      else await api.put(address, anything, body);
    },

    deleteSet: (zone, set) => api.delete(setPath(zone, set)),
  });

  return {
    ...provider,
    async listRecords(zone, { name }) {
      return (await listAll(zone, name)).flatMap(recordsOfSet);
    },
  };
});

function toSet(item: z.infer<typeof Item>): ItemSet {
  const { name, type, ttl, records } = item;
  return { name, type, ttl, values: records.map(({ value }) => fromPresentation(type, value)), item };
}

function oldOf(value: string, type: string, before: ItemSet | undefined) {
  return before?.item.records.find((record) => fromPresentation(type, record.value) === value);
}

function toData(type: string, content: string): string {
  return type === 'TXT' && needsQuotes(content) ? quoteTxt(content) : content;
}
