import { z } from 'zod';
import {
  anything,
  baseAddress,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  parseRecordId,
  path,
  type RecordChange,
  type RecordDraft,
  recordItems,
  type Zone as SdkZone,
  throughChanges,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z
  .object({ data: z.array(z.object({ origin: z.string(), virtualNameServer: z.string() })) })
  .transform(({ data }) => data.map(({ origin, virtualNameServer }) => ({ name: origin, server: virtualNameServer })));
const Contents = z
  .object({ data: z.array(z.object({ resourceRecords: z.array(z.looseObject({})).optional() })) })
  .transform(({ data }) => data.flatMap(({ resourceRecords = [] }) => resourceRecords));
const { toItem, fromItem } = recordItems({
  fields: { content: 'value' },
  apex: '',
  hasIds: false,
  dots: true,
  priority: { MX: 'pref', SRV: 'pref' },
});

interface Zone extends SdkZone {
  /** One zone can be on several systems; this name server tells which. */
  readonly server: string;
}

const Refused = z
  .object({ status: z.object({ type: z.literal('ERROR'), code: z.string().optional(), text: z.string().optional() }) })
  .transform(({ status: { code, text } }) => ({ message: text, serviceCode: code }));

/** https://help.internetx.com/display/APIJSONEN */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.endpoint),
    basic: { username: options.apiUser, password: options.apiPassword },
    headers: { 'x-domainrobot-context': options.context },
    explain: explainRefusals(Refused),
  });

  async function read(zone: Zone): Promise<DnsRecord[]> {
    const items = await api.get(path`/zone/${zone.name}/${zone.server}`, Contents);
    return items.map((item) => fromItem(item, zone));
  }

  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    const present = remove.some(({ ttl }) => ttl === undefined) ? await read(zone) : remove;
    // A record is removed by all that makes it, its TTL too.
    const rems = remove.flatMap((doomed) => present.filter((record) => record.id === doomed.id));
    const adds = create.map((draft) => toItem(draft, zone));
    if (adds.length + rems.length === 0) return;
    const body = { adds, rems: rems.map((record) => toItem(draftOf(record), zone)) };
    await api.post(path`/zone/${zone.name}/_stream`, anything, body);
  }

  return {
    async findZone(name) {
      const filters = [{ key: 'name', value: name, operator: 'EQUAL' }];
      return zoneNamed(await api.post('/zone/_search', Zones, { filters }, { repeatable: true }), name);
    },
    listRecords: read,
    ...throughChanges(changeRecords),
    deleteRecord: (zone, id, record = { id, ...parseRecordId(id) }) =>
      changeRecords(zone, { create: [], remove: [record] }),
  };
});

function draftOf({ type, name, content, ttl = 0, priority }: DnsRecord): RecordDraft {
  return { type, name, content, ttl, ...(priority !== undefined && { priority }) };
}
