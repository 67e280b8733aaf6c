import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  path,
  type RecordDraft,
  recordItems,
  replaceRecord,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z.array(z.looseObject({ id: z.coerce.string() }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'destination' },
  names: 'full',
  priority: { MX: 'priority', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'destination'], CAA: ['flag', 'tag', 'destination'] },
});
const types = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SRV', 'CAA'];

/** Each type has a list of its own, in which records have their ids. https://api.zone.eu/v2 */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.endpoint),
    basic: { username: options.apiUser, password: options.apiKey },
  });

  function listOf(zone: Zone, type: string) {
    return path`/dns/${zone.name}/${type.toLowerCase()}`;
  }

  function at(zone: Zone, id: string) {
    const [type = '', own = ''] = id.split('-');
    return { type, address: path`${listOf(zone, type)}/${own}` };
  }

  function fieldsOf(draft: RecordDraft, zone: Zone): object {
    const { type: _ofTheList, ttl: _none, ...fields } = toItem(draft, zone);
    return fields;
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await api.post(listOf(zone, draft.type), anything, fieldsOf(draft, zone));
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/dns/${name}`, anything)),

    async listRecords(zone, { type }) {
      const found = [];
      for (const each of type === undefined ? types : [type]) {
        const items = await api.get(listOf(zone, each), Items);
        found.push(...items.map((item) => fromItem({ ...item, type: each, id: `${each}-${item.id}` }, zone)));
      }
      return found;
    },

    createRecord,

    async updateRecord(zone, id, draft) {
      const { type, address } = at(zone, id);
      if (type === draft.type) await api.put(address, anything, fieldsOf(draft, zone));
      else {
        await replaceRecord({ add: () => createRecord(zone, draft), remove: () => api.delete(address) });
      }
    },

    deleteRecord: (zone, id) => api.delete(at(zone, id).address),
  };
});
