import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  Failure,
  fromPresentation,
  type HttpResponse,
  parseRecordId,
  type RecordChange,
  type RecordDraft,
  recordId,
  toPresentation,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Loose, since what is not known here has to be written back. */
const Item = z.looseObject({ Name: z.string(), Type: z.string(), RData: z.string(), TTL: z.number().optional() });
type Item = z.infer<typeof Item>;
const Dns = z.looseObject({ ResourceRecordSets: z.array(Item).nullable() });
const Settings = z
  .object({ CommonServiceItem: z.object({ Settings: z.object({ DNS: Dns }) }) })
  .transform(({ CommonServiceItem }) => CommonServiceItem.Settings.DNS);
const SakuraZone = z.object({ ID: z.string(), Name: z.string() }).transform(({ ID, Name }) => ({ id: ID, name: Name }));
const ZonePage = z.object({ Total: z.number(), CommonServiceItems: z.array(SakuraZone) });
const Refusal = z.object({ error_code: z.string(), error_msg: z.string() });

const path = '/commonserviceitem';

export default defineProvider<typeof manifest, z.infer<typeof SakuraZone>>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://secure.sakura.ad.jp/cloud/zone/is1a/api/cloud/1.1',
    basic: { username: options.token, password: options.secret },
    explain,
  });

  /** Reads the zone, lets the records be changed, and writes the zone back where they were. */
  async function rewrite(zone: { id: string }, edit: (items: readonly Item[]) => readonly Item[]): Promise<void> {
    const dns = await api.get(`${path}/${zone.id}`, Settings);
    const before = dns.ResourceRecordSets ?? [];
    const after = edit(before);
    if (after.length === before.length && after.every((item, index) => item === before[index])) return;
    const settings = { DNS: { ...dns, ResourceRecordSets: after } };
    await api.put(`${path}/${zone.id}`, anything, { CommonServiceItem: { Settings: settings } });
  }

  function changeRecords(zone: { id: string }, { create, remove }: RecordChange): Promise<void> {
    return rewrite(zone, (items) => {
      const kept = items.filter((item) => !remove.some(({ id }) => id === idOf(item)));
      const added = create.map(toItem).filter((item) => !kept.some((other) => idOf(other) === idOf(item)));
      return [...kept, ...added];
    });
  }

  return {
    async findZone(name) {
      for (let from = 0; ; ) {
        const { Total, CommonServiceItems: zones } = await api.get(`${path}?${filterBy(name, from)}`, ZonePage);
        const zone = zones.find((candidate) => candidate.name === name);
        from += zones.length;
        if (zone !== undefined || zones.length === 0 || from >= Total) return zone;
      }
    },

    async listRecords(zone) {
      return ((await api.get(`${path}/${zone.id}`, Settings)).ResourceRecordSets ?? []).map(fromItem);
    },

    createRecord: (zone, draft) => changeRecords(zone, { create: [draft], remove: [] }),

    updateRecord: (zone, id, draft) =>
      rewrite(zone, (items) => {
        const index = items.findIndex((item) => idOf(item) === id);
        if (index < 0) throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
        return items.with(index, toItem(draft));
      }),

    deleteRecord: (zone, id) => changeRecords(zone, { create: [], remove: [{ id, ...parseRecordId(id) }] }),
    changeRecords,
  };
});

/** The query is a JSON text without a name; the name matches in part. */
function filterBy(name: string, from: number): string {
  const filter = `"Filter": {"Provider.Class": "dns", "Name": ${JSON.stringify(name)}}`;
  return encodeURIComponent(from === 0 ? `{${filter}}` : `{"From": ${from}, ${filter}}`);
}

function toItem(draft: RecordDraft): Item {
  const { type, name, ttl } = draft;
  return { Name: name, Type: type, RData: type === 'TXT' ? draft.content : toPresentation(draft), TTL: ttl };
}

function fromItem(item: Item): DnsRecord {
  const { Type: type, Name: name, RData: data, TTL: ttl } = item;
  const content = type === 'TXT' ? data : fromPresentation(type, data);
  return { id: recordId({ type, name, content }), type, name, content, ttl };
}

function idOf(item: Item): string {
  return fromItem(item).id;
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const { error_code: serviceCode, error_msg: message } = Refusal.safeParse(data).data ?? {};
  return message === undefined ? {} : { message, ...(serviceCode !== undefined && { serviceCode }) };
}
