import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  inSession,
  path,
  type RecordDraft,
  recordItems,
  withCookies,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Login = z.object({ successful: z.literal(true) });
const Zones = z.object({ zones: z.array(z.object({ name: z.string() })).nullish() });
const Item = z
  .looseObject({ uid: z.string(), hostname: z.string(), type: z.string() })
  .transform((item) => ({ ...item, id: [item.hostname, item.type, item.uid].join('/') }));
const Items = z.object({ records: z.array(Item).nullish() }).transform(({ records }) => records ?? []);
const { toItem, fromItems } = recordItems({
  fields: { name: 'hostname', content: 'data' },
  priority: { MX: 'mxPreference' },
  dots: true,
});

/** https://gravity.beryju.io/docs/api/reference/ */
export default defineProvider<typeof manifest>(({ options: { serverUrl, username, password }, http }) => {
  const run = inSession(async () => {
    const { client } = withCookies(http.extend({ baseUrl: path`${baseAddress(serverUrl)}/api/v1` }));
    await client.post('/auth/login', Login, { username, password }, { repeatable: true });
    return client;
  });
  const records = '/dns/zones/records';

  /** A record is found by host, type and id, so that one that is written twice is there once. */
  function save(zone: Zone, draft: RecordDraft, uid: string = randomUUID()): Promise<void> {
    const { hostname, ...item } = toItem(draft, zone);
    const query = { zone: `${zone.name}.`, hostname, uid };
    return run((api) => api.post(records, anything, { hostname, uid, ...item }, { query, repeatable: true }));
  }

  const moving = withoutUpdates<Zone>({
    createRecord: (zone, draft) => save(zone, draft),

    deleteRecord(zone, id) {
      const [hostname, type, uid] = id.split('/');
      return run((api) => api.delete(records, { query: { zone: `${zone.name}.`, hostname, uid, type } }));
    },
  });

  return {
    async findZone(name) {
      const { zones } = await run((api) => api.get('/dns/zones', Zones, { query: { name: `${name}.` } }));
      return zoneNamed(zones ?? [], name);
    },

    listRecords: async (zone) =>
      fromItems(await run((api) => api.get(records, Items, { query: { zone: `${zone.name}.` } })), zone),

    ...moving,

    updateRecord(zone, id, draft) {
      const [hostname, type, uid] = id.split('/');
      const isAtPlace = toItem(draft, zone).hostname === hostname && draft.type === type;
      return isAtPlace ? save(zone, draft, uid) : moving.updateRecord(zone, id, draft);
    },
  };
});
