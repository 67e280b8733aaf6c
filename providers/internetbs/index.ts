import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  parseRecordId,
  path,
  type RecordKey,
  recordItems,
  replaceRecord,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z.object({ domain: z.array(z.string().transform((name) => ({ name }))).default([]) });
const Records = z.object({ records: z.array(z.looseObject({})).default([]) });
const { fromItem } = recordItems({ fields: { content: 'value' }, hasIds: false, priority: { MX: 'priority' } });
/** The same names, as they stand in requests. */
const { toItem } = recordItems({
  fields: { name: 'FullRecordName', type: 'Type', content: 'Value', ttl: 'Ttl' },
  names: 'full',
  priority: { MX: 'Priority' },
});
const Refused = z
  .object({ status: z.literal('FAILURE'), message: z.unknown().optional(), code: z.number().nullish() })
  .transform(({ message, code }) => ({ message, serviceCode: code }));
const explain = explainRefusals(
  Refused,
  [
    [/api ?key|password.*invalid|not authori[sz]ed|access denied|ip address/i, 'AUTHENTICATION'],
    [/already exist/i, 'RECORD_EXISTS'],
    [/(not exist|not found|no such|cannot find)/i, 'RECORD_NOT_FOUND'],
    [/too many/i, 'RATE_LIMITED'],
  ],
  'API',
);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const query = { ApiKey: options.key, Password: options.password, ResponseFormat: 'json' };
  const api = http.extend({ baseUrl: 'https://api.internet.bs', query, explain });

  /** What tells one record from all others. */
  function selectorOf(key: RecordKey, zone: Zone) {
    const { FullRecordName, Type, Value, Priority } = toItem(key, zone);
    return { FullRecordName, Type, Value, Priority };
  }

  async function write(action: string, fields: Readonly<Record<string, string | number | undefined>>): Promise<void> {
    await api.post(path`/Domain/DnsRecord/${action}`, anything, undefined, { query: fields });
  }

  return {
    async findZone(name) {
      const { domain } = await api.get('/Domain/List', Domains, { query: { searchTermFilter: name } });
      return zoneNamed(domain, name);
    },

    async listRecords(zone, { type }) {
      const { records } = await api.get('/Domain/DnsRecord/List', Records, {
        query: { Domain: zone.name, FilterType: type },
      });
      return records.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => write('Add', toItem(draft, zone)),

    // Update keeps the name, and changes the value.
    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      const selector = selectorOf(old, zone);
      if (old.name === draft.name && old.type === draft.type) {
        const { Value: NewValue, Ttl: NewTtl, Priority: NewPriority } = toItem(draft, zone);
        const { Value: CurrentValue, Priority: CurrentPriority, ...record } = selector;
        await write('Update', { ...record, CurrentValue, CurrentPriority, NewValue, NewTtl, NewPriority });
      } else {
        await replaceRecord({
          add: () => write('Add', toItem(draft, zone)),
          remove: () => write('Remove', selector),
        });
      }
    },

    deleteRecord: (zone, id) => write('Remove', selectorOf(parseRecordId(id), zone)),
  };
});
