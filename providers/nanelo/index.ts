import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  parseRecordId,
  recordId,
  recordItems,
  type WrittenRecord,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z.object({ result: z.object({ zones: z.array(z.string().transform((name) => ({ name }))) }) });
const Records = z.object({ result: z.object({ records: z.array(z.looseObject({ value: z.string() })) }) });
const Refused = z
  .object({ ok: z.literal(false), error: z.unknown().optional() })
  .transform(({ error }) => ({ message: error }));
const { toItem, fromItem } = recordItems({ fields: { content: 'value' }, hasIds: false, priority: { MX: 'priority' } });

/** https://nanelo.com/docs */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.nanelo.com/v1/header/dns',
    headers: { 'x-api-key': options.token },
    bodyFormat: 'form',
    explain: explainRefusals(Refused, [
      [/invalid api key/i, 'AUTHENTICATION'],
      [/invalid domain/i, 'ZONE_NOT_FOUND'],
      [/no matching records/i, 'RECORD_NOT_FOUND'],
    ]),
  });
  const toBody = (record: WrittenRecord, zone: Zone) => ({ domain: zone.name, ...toItem(record, zone) });

  async function listRecords(zone: Zone) {
    const { result } = await api.get('/getrecords', Records, { query: { domain: zone.name } });
    return result.records.map((item) => {
      const record = fromItem(item, zone);
      // A removal wants the value as it stands, final dot and all.
      return { ...record, id: recordId({ ...record, content: item.value }) };
    });
  }

  return {
    findZone: async (name) => zoneNamed((await api.get('/getzones', Zones)).result.zones, name),
    listRecords,

    // What is removed by its value cannot stand beside its like.
    ...withoutUpdates<Zone>(
      {
        createRecord: (zone, draft) => api.post('/addrecord', anything, toBody(draft, zone)),
        deleteRecord: (zone, id) =>
          api.post('/deleterecord', anything, toBody(parseRecordId(id), zone), { repeatable: true }),
      },
      { removesFirst: true, listRecords },
    ),
  };
});
