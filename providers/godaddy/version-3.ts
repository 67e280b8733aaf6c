import { z } from 'zod';
import {
  anything,
  type DnsProvider,
  type HttpClient,
  isFailure,
  noRecord,
  path,
  type RecordDraft,
  readPages,
  type Zone,
} from '../../core/sdk/index.js';
import { Item, idOf, toItem, toRecord, unlessForbidden } from './answers.js';

const IdItem = Item.extend({ recordId: z.string() });
type IdItem = z.infer<typeof IdItem>;
const Links = z.array(z.object({ rel: z.string(), href: z.string() })).default([]);
const Page = z.object({ items: z.array(IdItem).default([]), links: Links });

/** Version 3 of the API, for personal access tokens: single records. */
export function createVersion3(http: HttpClient): DnsProvider {
  const api = http.extend({ baseUrl: 'https://api.godaddy.com/v3/domains/zones' });
  /** The API's ids by ours, of records that this process added: for accounts that may not read. */
  const added = new Map<string, string>();

  async function read(zone: Zone, type: string | undefined): Promise<IdItem[]> {
    const first = path`/${zone.name}/dns-records`;
    return readPages(async (at?: string) => {
      const { items, links } = await (at === undefined
        ? api.get(first, Page, { query: { type, pageSize: 100 } })
        : api.get(at, Page));
      const next = links.find((link) => link.rel === 'next')?.href;
      return { items, next: items.length > 0 ? next : undefined };
    });
  }

  async function find(zone: Zone, id: string): Promise<string | undefined> {
    const known = added.get(id);
    if (known !== undefined) return known;
    return (await read(zone, id.split('/')[0])).find((item) => idOf(item) === id)?.recordId;
  }

  return {
    async findZone(name) {
      try {
        await unlessForbidden(api.get(path`/${name}/dns-records`, Page, { query: { type: 'NS' } }));
        return { name };
      } catch (error) {
        // 400 is the answer to a domain that GoDaddy has never heard of.
        if (isFailure(error) && (error.status === 404 || error.status === 400)) return undefined;
        throw error;
      }
    },

    async listRecords(zone, { type }) {
      return (await read(zone, type)).map(toRecord);
    },

    async createRecord(zone, draft: RecordDraft) {
      const item = toItem(draft);
      const items = await unlessForbidden(read(zone, draft.type));
      if (items?.some((other) => idOf(other) === idOf(item))) return;
      const { recordId } = await api.post(path`/${zone.name}/dns-records`, IdItem.pick({ recordId: true }), item);
      added.set(idOf(item), recordId);
    },

    async updateRecord(zone, id, draft) {
      const recordId = await find(zone, id);
      if (recordId === undefined) throw noRecord(id);
      await api.put(path`/${zone.name}/dns-records/${recordId}`, anything, toItem(draft));
      added.delete(id);
    },

    async deleteRecord(zone, id) {
      const recordId = await find(zone, id);
      if (recordId === undefined) return;
      await api.delete(path`/${zone.name}/dns-records/${recordId}`);
      added.delete(id);
    },
  };
}
