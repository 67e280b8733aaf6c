import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  noRecord,
  path,
  recordItems,
  signedIn,
  totp,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ zone_id: z.coerce.string(), zone_name: z.string(), zone_active: z.coerce.string().optional() })
  .transform((zone) => ({ id: zone.zone_id, name: zone.zone_name, isActive: zone.zone_active !== '0' }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) }).transform(({ data }) => data);
const Items = z.object({ data: z.array(z.looseObject({})) }).transform(({ data }) => data);
const Login = z.object({ data: z.object({ token: z.string() }) }).transform(({ data }) => data.token);
const { toItem, fromItem } = recordItems({
  fields: { id: 'record_id', type: 'record_type', name: 'record_name', content: 'record_value', ttl: 'record_ttl' },
  priority: { MX: 'record_priority' },
  quotes: 'read',
});

/** https://gigahost.no/api-dokumentasjon */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { apiKey, username, password, totpSecret } = options;
  const open = http.extend({ baseUrl: 'https://api.gigahost.no/api/v0' });

  function logIn(): Promise<string> {
    const code = totpSecret === undefined ? undefined : Number(totp(totpSecret, now()));
    return open.post('/authenticate', Login, { username, password, code }, { repeatable: true });
  }

  const api = open.extend(signedIn(logIn, { given: apiKey }));

  async function listRecords(zone: Zone): Promise<DnsRecord[]> {
    return (await api.get(path`/dns/zones/${zone.id}/records`, Items)).map((item) => fromItem(item, zone));
  }

  async function createRecord(zone: Zone, draft: Parameters<typeof toItem>[0]): Promise<void> {
    await api.post(path`/dns/zones/${zone.id}/records`, anything, toItem(draft, zone));
  }

  /** The API wants to know name and type as well. */
  async function deleteRecord(zone: Zone, id: string, known?: DnsRecord): Promise<void> {
    const record = known ?? (await listRecords(zone)).find((each) => each.id === id);
    if (record === undefined) throw noRecord(id);
    const query = { name: record.name, type: record.type };
    await api.delete(path`/dns/zones/${zone.id}/records/${id}`, { query });
  }

  return {
    async findZone(name) {
      return zoneNamed(await api.get('/dns/zones', Zones), name, { isServed: ({ isActive }) => isActive });
    },
    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});
