import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  noRecord,
  path,
  type RecordDraft,
  recordItems,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.looseObject({ identifier: z.string() });
const OneZone = z.object({ revisions: z.array(z.object({ records: z.array(Item).nullish() })) });
const { toItem, fromItem } = recordItems({
  fields: { content: 'rdata' },
  hasIds: false,
  quotes: 'read',
  dots: true,
});

/** https://engine.anexia-it.com/docs/en/module/clouddns/api */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: path`${baseAddress(options.apiUrl)}/api/clouddns/v1`,
    headers: { authorization: `Token ${options.token}` },
  });

  /** The first revision is the one in force. */
  async function listItems(zone: Zone) {
    const { revisions } = await api.get(path`/zone.json/${zone.name}`, OneZone);
    return (revisions[0]?.records ?? []).map((item) => ({ identifier: item.identifier, record: fromItem(item, zone) }));
  }

  async function locate(zone: Zone, id: string) {
    const found = (await listItems(zone)).find(({ record }) => record.id === id);
    if (found === undefined) throw noRecord(id);
    return path`/zone.json/${zone.name}/records/${found.identifier}`;
  }

  function toBody(draft: RecordDraft, zone: Zone) {
    return { ...toItem(draft, zone), region: '' };
  }

  return {
    hasMadeIds: true,

    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zone.json/${name}`, anything)),

    async listRecords(zone) {
      return (await listItems(zone)).map(({ record }) => record);
    },

    createRecord: (zone, draft) => api.post(path`/zone.json/${zone.name}/records`, anything, toBody(draft, zone)),
    async updateRecord(zone, id, draft) {
      await api.put(await locate(zone, id), anything, toBody(draft, zone));
    },
    async deleteRecord(zone, id) {
      await api.delete(await locate(zone, id));
    },
  };
});
