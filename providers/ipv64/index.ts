import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  isSameName,
  parseRecordId,
  type RecordDraft,
  recordItems,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z
  .object({ subdomains: z.record(z.string(), z.object({ records: z.array(z.looseObject({})) })) })
  .transform(({ subdomains }) => Object.entries(subdomains).map(([name, { records }]) => ({ name, records })));
const { toItem, fromItem } = recordItems({ fields: { name: 'praefix' }, apex: '', hasIds: false });

/** What went wrong with a record stands in a field that is called as the request was. */
const Refused = z
  .object({ info: z.enum(['error', 'Unauthorized']), status: z.string().optional(), add_record: z.string().optional() })
  .transform(({ status, add_record = status }) => ({ message: add_record }));
const explain = explainRefusals(Refused, [[/already there/i, 'RECORD_EXISTS']]);

/** One address, and forms that say what is meant. https://ipv64.net/dyndns_updater_api */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://ipv64.net', bearer: options.apiKey, bodyFormat: 'form', explain });

  const domains = () => api.get('/api', Domains, { query: { get_domains: '' } });

  async function listRecords(zone: Zone) {
    const found = (await domains()).filter(({ name }) => isSameName(name, zone.name));
    return found.flatMap(({ records }) => records.map((item) => fromItem(item, zone)));
  }

  async function createRecord(zone: Zone, { type, name, content }: RecordDraft): Promise<void> {
    await api.post('/api', anything, { add_record: zone.name, ...toItem({ type, name, content }, zone) });
  }

  /** A record that is not there is refused as one of somebody else is. */
  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    try {
      await api.delete('/api', { body: { del_record: zone.name, ...toItem(parseRecordId(id), zone) } });
    } catch (error) {
      if ((await listRecords(zone)).some((record) => record.id === id)) throw error;
    }
  }

  return {
    async findZone(name) {
      const zone = zoneNamed(await domains(), name);
      return zone && { name: zone.name };
    },
    listRecords,
    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});
