import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  path,
  type RecordDraft,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { createSession } from './session.js';

const Domains = z.object({
  domains: z.array(z.object({ domain_name: z.string() }).transform((each) => ({ name: each.domain_name }))),
});
const Dns = z.object({ domain: z.object({ dns: z.array(z.looseObject({})) }) });
const { toItem, fromItem } = recordItems({});
const Refused = z
  .object({ succeeded: z.literal(false), error: z.unknown().optional(), error_code: z.string().nullish() })
  .transform(({ error, error_code }) => ({ message: error, serviceCode: error_code }));
const explain = explainRefusals(
  Refused,
  [
    [/login|password|log in|sign in|credential/i, 'AUTHENTICATION'],
    [/already exists|duplicate/i, 'RECORD_EXISTS'],
    [/not found|does not exist/i, 'RECORD_NOT_FOUND'],
  ],
  'API',
);
const records = '/api/control_panel/dns';

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const run = createSession(http.extend({ baseUrl: 'https://www.hover.com' }), explain, options, now);

  async function listRecords(zone: Zone) {
    const { domain } = await run((client) => client.get(path`/api/control_panel/dns/${zone.name}`, Dns));
    return domain.dns.map((item) => fromItem(item, zone));
  }

  async function add(zone: Zone, draft: RecordDraft): Promise<void> {
    const item = toItem(draft, zone);
    const body = { id: `domain-${zone.name}`, dns_record: { ...item, ttl: String(item.ttl) } };
    await run((client) => client.post(records, anything, body));
  }

  async function remove(zone: Zone, ids: readonly string[]): Promise<void> {
    const body = { domains: [{ id: `domain-${zone.name}`, dns_records: ids }] };
    await run((client) => client.delete(records, { body }));
  }

  return {
    findZone: async (name) => zoneNamed((await run((client) => client.get('/api/domains', Domains))).domains, name),

    listRecords,

    ...withoutUpdates(
      { createRecord: add, deleteRecord: (zone, id) => remove(zone, [id]) },
      { removesFirst: true, listRecords },
    ),

    async changeRecords(zone, { create, remove: gone }) {
      for (const draft of create) await add(zone, draft);
      if (gone.length > 0)
        await remove(
          zone,
          gone.map(({ id }) => id),
        );
    },
  };
});
