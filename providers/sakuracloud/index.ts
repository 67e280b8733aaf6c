import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isSameName,
  path,
  readByOffset,
  recordItems,
  recordList,
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
const form = recordItems({
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

  return {
    async findZone(name) {
      const isIt = (zone: Zone) => isSameName(zone.name, name);
      return zoneNamed(await readByOffset((from) => api.get(path`?${filterBy(name, from)}`, ZonePage), isIt), name);
    },

    ...recordList({
      ...form,
      async read(zone: Zone) {
        const dns = await api.get(path`/${zone.id}`, Settings);
        return { items: dns.ResourceRecordSets ?? [], dns };
      },
      async write(zone, items, { dns }) {
        const settings = { DNS: { ...dns, ResourceRecordSets: items } };
        await api.put(path`/${zone.id}`, anything, { CommonServiceItem: { Settings: settings } });
      },
    }),
  };
});

/** The query is a JSON text without a name; the name matches in part. */
function filterBy(name: string, from?: number): string {
  const filter = `"Filter": {"Provider.Class": "dns", "Name": ${JSON.stringify(name)}}`;
  return from === undefined ? `{${filter}}` : `{"From": ${from}, ${filter}}`;
}
