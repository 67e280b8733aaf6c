import { z } from 'zod';
import {
  anything,
  baseAddress,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  throughChanges,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** One zone can be on several systems; the name server tells which. */
const Zone = z
  .object({ origin: z.string(), virtualNameServer: z.string() })
  .transform(({ origin, virtualNameServer }) => ({ name: origin, server: virtualNameServer }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) }).transform(({ data }) => data);
const Contents = z
  .object({ data: z.array(z.object({ resourceRecords: z.array(z.looseObject({})).optional() })) })
  .transform(({ data }) => data.flatMap(({ resourceRecords = [] }) => resourceRecords));
const { toItem, fromItems } = recordItems({
  fields: { content: 'value' },
  apex: '',
  hasIds: false,
  dots: true,
  priority: { MX: 'pref', SRV: 'pref' },
});

/** The status says what did not work, and the messages why. */
const Refused = z
  .object({
    status: z.object({ type: z.literal('ERROR'), code: z.string().optional(), text: z.string().catch('') }),
    messages: z.array(z.object({ text: z.string() })).catch([]),
  })
  .transform(({ status: { code, text }, messages }) => ({
    message: [text, ...messages.map((each) => each.text)].join(' '),
    serviceCode: code,
  }));

/** https://help.internetx.com/display/APIJSONEN */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.endpoint),
    basic: { username: options.apiUser, password: options.apiPassword },
    headers: { 'x-domainrobot-context': options.context },
    explain: explainRefusals(Refused),
  });

  async function listRecords(zone: Zone): Promise<DnsRecord[]> {
    return fromItems(await api.get(path`/zone/${zone.name}/${zone.server}`, Contents), zone);
  }

  return {
    async findZone(name) {
      const filters = [{ key: 'name', value: name, operator: 'EQUAL' }];
      return zoneNamed(await api.post('/zone/_search', Zones, { filters }, { repeatable: true }), name);
    },
    listRecords,
    ...throughChanges<Zone>(async (zone, { create, remove }) => {
      const present = remove.some(({ ttl }) => ttl === undefined) ? await listRecords(zone) : remove;
      // A record is removed by all that makes it, its TTL too.
      const doomed = remove.flatMap(({ id }) => present.filter((record) => record.id === id));
      if (create.length + doomed.length === 0) return;
      const [adds, rems] = [create, doomed].map((records) => records.map((record) => toItem(record, zone)));
      await api.post(path`/zone/${zone.name}/_stream`, anything, { adds, rems }, { repeatable: create.length === 0 });
    }),
  };
});
