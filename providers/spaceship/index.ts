import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  parseRecordId,
  path,
  type RecordDraft,
  readByOffset,
  recordItems,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** The field that holds the content, which each type calls otherwise. */
const contents: Readonly<Record<string, string>> = {
  A: 'address',
  AAAA: 'address',
  CNAME: 'cname',
  MX: 'exchange',
  NS: 'nameserver',
};
const Item = z.looseObject({ type: z.string() });
const Page = z.object({ items: z.array(Item), total: z.number().optional() });
const { toItem, fromItem } = recordItems({
  fields: { content: 'value' },
  hasIds: false,
  parts: { MX: ['preference', 'value'], CAA: ['flag', 'tag', 'value'] },
});
const Refusal = z.object({ detail: z.string(), data: z.array(z.object({ details: z.string() })).default([]) });

const pageSize = 500;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://spaceship.dev/api/v1',
    headers: { 'X-API-Key': options.apiKey, 'X-API-Secret': options.apiSecret },
    explain,
  });

  function list(name: string) {
    return readByOffset((skip = 0) =>
      api.get(path`/dns/records/${name}`, Page, { query: { take: pageSize, skip, orderBy: 'name' } }),
    );
  }

  async function create(zone: Zone, drafts: readonly RecordDraft[]): Promise<void> {
    const body = { force: true, items: drafts.map((draft) => toFields(draft, zone)) };
    await api.send('PUT', path`/dns/records/${zone.name}`, { body });
  }

  /** Records have no ids: what is the same is removed. */
  async function remove(zone: Zone, ids: readonly string[]): Promise<void> {
    const body = ids.map((id) => {
      const { ttl: _any, ...fields } = toFields({ ...parseRecordId(id), ttl: 0 }, zone);
      return fields;
    });
    await api.send('DELETE', path`/dns/records/${zone.name}`, { body });
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, list(name)),

    async listRecords(zone) {
      const items = await list(zone.name);
      return items
        .filter(({ type }) => type in contents || type === 'TXT' || type === 'CAA')
        .map((item) => fromItem({ ...item, value: item[contents[item.type] ?? 'value'] }, zone));
    },

    createRecord: (zone, draft) => create(zone, [draft]),

    async updateRecord(zone, id, draft) {
      await remove(zone, [id]);
      await create(zone, [draft]);
    },

    deleteRecord: (zone, id) => remove(zone, [id]),

    async changeRecords(zone, change) {
      if (change.remove.length > 0) {
        await remove(
          zone,
          change.remove.map(({ id }) => id),
        );
      }
      if (change.create.length > 0) await create(zone, change.create);
    },
  };
});

function toFields(draft: RecordDraft, zone: Zone): Record<string, unknown> {
  const { value, ...item } = toItem(draft, zone);
  return { ...item, [contents[draft.type] ?? 'value']: value };
}

/** What is wrong with a request stands behind the first words. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = ok ? undefined : Refusal.safeParse(data).data;
  if (refusal === undefined) return ok ? undefined : {};
  return { message: [refusal.detail, ...refusal.data.map(({ details }) => details)].join(': ') };
}
