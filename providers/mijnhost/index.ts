import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  fqdn,
  parseRecordId,
  path,
  recordItems,
  type WrittenRecord,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z
  .object({ data: z.object({ domains: z.array(z.object({ domain: z.string() })) }) })
  .transform(({ data }) => data.domains.map(({ domain }) => ({ name: domain })));
const Records = z
  .object({ data: z.object({ records: z.array(z.looseObject({})) }) })
  .transform(({ data }) => data.records);
const { toItem, fromItems } = recordItems({ fields: { content: 'value' }, hasIds: false, dots: true });
const Refused = z
  .object({ status: z.number().min(400), status_description: z.unknown().optional() })
  .transform(({ status, status_description }) => ({ serviceCode: status, message: status_description }));

/** https://mijn.host/api/doc/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://mijn.host/api/v2',
    headers: { 'api-key': options.apiKey },
    explain: explainRefusals(Refused, [
      [/^40[13]\b/, 'AUTHENTICATION'],
      [/^429\b/, 'RATE_LIMITED'],
      [/already exists/i, 'RECORD_EXISTS'],
      [/not found/i, 'RECORD_NOT_FOUND'],
    ]),
  });

  function fieldsOf(zone: Zone, record: WrittenRecord) {
    const item = toItem(record, zone);
    return item.name === '@' ? { ...item, name: fqdn('@', zone.name) } : item;
  }

  async function createRecord(zone: Zone, draft: WrittenRecord): Promise<void> {
    const body = { record: fieldsOf(zone, draft) };
    await api.patch(path`/domains/${zone.name}/dns`, anything, body, { repeatable: true });
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const body = { record: fieldsOf(zone, parseRecordId(id)) };
    await api.delete(path`/domains/${zone.name}/dns`, { body });
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/domains', Zones), name),
    listRecords: async (zone) => fromItems(await api.get(path`/domains/${zone.name}/dns`, Records), zone),
    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});
