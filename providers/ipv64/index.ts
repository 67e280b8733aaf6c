import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  isFailure,
  parseRecordId,
  type RecordDraft,
  recordItems,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domains = z
  .object({ subdomains: z.record(z.string(), z.object({ records: z.array(z.looseObject({})) })) })
  .transform(({ subdomains }) => Object.entries(subdomains).map(([name, { records }]) => ({ name, records })));
const { toItem, fromItem } = recordItems({ fields: { name: 'praefix' }, apex: '', hasIds: false });

type Value = Pick<RecordDraft, 'type' | 'name' | 'content'>;

/** One address, and forms that say what is meant. https://ipv64.net/dyndns_updater_api */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://ipv64.net', bearer: options.apiKey, bodyFormat: 'form', explain });

  const domains = () => api.get('/api', Domains, { query: { get_domains: '' } });

  async function listRecords(zone: Zone) {
    const found = zoneNamed(await domains(), zone.name)?.records ?? [];
    return found.map((item) => fromItem(item, zone));
  }

  function formOf(zone: Zone, value: Value) {
    const { praefix, type, content } = toItem({ ...value, ttl: 60 }, zone);
    return { praefix, type, content };
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post('/api', anything, { add_record: zone.name, ...formOf(zone, draft) });
  }

  /** A record that is not there is refused as one of somebody else is. */
  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    try {
      await api.delete('/api', { body: { del_record: zone.name, ...formOf(zone, parseRecordId(id)) } });
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION', 'API')) throw error;
      if ((await listRecords(zone)).some((record) => record.id === id)) throw error;
    }
  }

  return {
    async findZone(name) {
      const zone = zoneNamed(await domains(), name);
      return zone && { name: zone.name };
    },
    listRecords,
    createRecord,
    async updateRecord(zone, id, draft) {
      await deleteRecord(zone, id);
      await createRecord(zone, draft);
    },
    deleteRecord,
  };
});

/** What went wrong stands in a field that is called as the request was. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const { success, data: fields } = z.looseObject({ info: z.string() }).safeParse(data);
  if (!success || (ok && fields.info !== 'error')) return undefined;
  const message = [fields.add_record, fields.del_record, fields.status].find((text) => typeof text === 'string');
  const code = /already there/i.test(String(message)) ? 'RECORD_EXISTS' : undefined;
  return { message: String(message ?? fields.info), ...(code && { code }) };
}
