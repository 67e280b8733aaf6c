import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  fqdn,
  fromPresentation,
  path,
  type RecordSet,
  recordSetProvider,
  relativeName,
  signedIn,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Token = z.object({ access_token: z.string() });
const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ items: z.array(Zone).default([]) });
const Item = z.object({ name: z.string(), type: z.string(), values: z.array(z.string()), ttl: z.coerce.number() });
const Items = z.object({ items: z.array(Item).default([]) });

/** The values as they were listed, in the same order. */
type ListedSet = RecordSet & { readonly data: readonly string[] };
/** What a login is refused with (RFC 6749, section 5.2). */
const explain = explainWords([[/"(invalid|unauthorized)_client"/, 'AUTHENTICATION']]);

/** https://cloud.ru/docs/clouddns/ug/topics/api-ref.html */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  async function logIn(): Promise<string> {
    const body = { grant_type: 'access_key', client_id: options.keyId, client_secret: options.secret };
    const how = { bodyFormat: 'form', repeatable: true, explain } as const;
    return (await http.post('https://auth.iam.cloud.ru/auth/system/openid/token', Token, body, how)).access_token;
  }

  const api = http.extend({ baseUrl: 'https://console.cloud.ru/api/clouddns/v1', ...signedIn(logIn) });
  const recordsOf = (zone: Zone) => path`/zones/${zone.id}/records`;
  const setAt = (zone: Zone, { name, type }: RecordSet) => path`${recordsOf(zone)}/${fqdn(name, zone.name)}/${type}`;

  return recordSetProvider<Zone, ListedSet>({
    async findZone(name) {
      const { items } = await api.get('/zones', Zones, { query: { parentId: options.serviceInstanceId } });
      return zoneNamed(items, name);
    },

    async listSets(zone) {
      const { items } = await api.get(recordsOf(zone), Items);
      return items.map(({ type, name, ttl, values: data }) => {
        const values = data.map((value) => fromPresentation(type, value));
        return { type, name: relativeName(name, zone.name), ttl, values, data };
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      // Those that stay go back as they came.
      const data = values.map((value) => before?.data[before.values.indexOf(value)] ?? value);
      const record = { name: fqdn(name, zone.name), type, values: data, ttl: String(ttl) };
      if (before === undefined) await api.post(recordsOf(zone), anything, record);
      else await api.patch(setAt(zone, before), anything, { record, updateMask: 'values,ttl' }, { repeatable: true });
    },

    deleteSet: (zone, set) => api.delete(setAt(zone, set)),
  });
});
