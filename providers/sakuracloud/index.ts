import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  Failure,
  isSameName,
  path,
  type RecordChange,
  readByOffset,
  recordItems,
  throughChanges,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Loose, since what is not known here has to be written back. */
const Dns = z.looseObject({ ResourceRecordSets: z.array(z.looseObject({})).nullable() });
const Settings = z
  .object({ CommonServiceItem: z.object({ Settings: z.object({ DNS: Dns }) }) })
  .transform(({ CommonServiceItem }) => CommonServiceItem.Settings.DNS);
const Zone = z.object({ ID: z.string(), Name: z.string() }).transform(({ ID, Name }) => ({ id: ID, name: Name }));
type Zone = z.infer<typeof Zone>;
const ZonePage = z
  .object({ Total: z.number().optional(), CommonServiceItems: z.array(Zone) })
  .transform(({ Total, CommonServiceItems }) => ({ items: CommonServiceItems, total: Total }));
const Refusal = z
  .object({ error_code: z.string(), error_msg: z.string() })
  .transform(({ error_code, error_msg }) => ({ message: error_msg, serviceCode: error_code }));
const { toItem, fromItem } = recordItems({
  fields: { type: 'Type', name: 'Name', content: 'RData', ttl: 'TTL' },
  hasIds: false,
  dots: true,
});

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://secure.sakura.ad.jp/cloud/zone/is1a/api/cloud/1.1/commonserviceitem',
    basic: { username: options.token, password: options.secret },
    explain: explainRefusals(Refusal),
  });

  /** Reads the zone, lets the records be changed, and writes the zone back where they were. */
  async function rewrite(zone: Zone, edit: (items: readonly object[]) => readonly object[]): Promise<void> {
    const dns = await api.get(path`/${zone.id}`, Settings);
    const before = dns.ResourceRecordSets ?? [];
    const after = edit(before);
    if (after.length === before.length && after.every((item, index) => item === before[index])) return;
    const settings = { DNS: { ...dns, ResourceRecordSets: after } };
    await api.put(path`/${zone.id}`, anything, { CommonServiceItem: { Settings: settings } });
  }

  function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    return rewrite(zone, (items) => {
      const kept = items.filter((item) => !remove.some(({ id }) => id === fromItem(item, zone).id));
      const known = new Set(kept.map((item) => fromItem(item, zone).id));
      return [
        ...kept,
        ...create.map((draft) => toItem(draft, zone)).filter((item) => !known.has(fromItem(item, zone).id)),
      ];
    });
  }

  return {
    async findZone(name) {
      const isIt = (zone: Zone) => isSameName(zone.name, name);
      return zoneNamed(await readByOffset((from) => api.get(path`?${filterBy(name, from)}`, ZonePage), isIt), name);
    },

    async listRecords(zone) {
      const dns = await api.get(path`/${zone.id}`, Settings);
      return (dns.ResourceRecordSets ?? []).map((item) => fromItem(item, zone));
    },

    ...throughChanges(changeRecords),

    updateRecord: (zone, id, draft) =>
      rewrite(zone, (items) => {
        const index = items.findIndex((item) => fromItem(item, zone).id === id);
        if (index < 0) throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
        return items.with(index, toItem(draft, zone));
      }),
  };
});

/** The query is a JSON text without a name; the name matches in part. */
function filterBy(name: string, from?: number): string {
  const filter = `"Filter": {"Provider.Class": "dns", "Name": ${JSON.stringify(name)}}`;
  return from === undefined ? `{${filter}}` : `{"From": ${from}, ${filter}}`;
}
