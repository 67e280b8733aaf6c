import { z } from 'zod';
import { defineProvider, explainWords, path, recordItems, restRecords, undefinedIf } from '../../core/sdk/index.js';
import type manifest from './manifest.json';

interface Zone {
  readonly id: string;
  readonly name: string;
}

const ZoneInfo = z
  .object({ additional: z.object({ domain_id: z.coerce.string() }) })
  .transform(({ additional }) => additional.domain_id);
const Items = z.object({ records: z.array(z.looseObject({})) }).transform(({ records }) => records);
const { toItem, fromItems } = recordItems({
  fields: { id: 'record_id', type: 'rtype', name: 'rname', content: 'rdata' },
  apex: '',
  priority: { MX: 'prio', SRV: 'prio' },
});
const explain = explainWords([[/already exists|duplicate/i, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.username, password: options.token };
  const api = http.extend({ baseUrl: 'https://api.dnspark.com/v2', basic, explain });

  return {
    async findZone(name) {
      const id = await undefinedIf('RECORD_NOT_FOUND', api.get(path`/dns/${name}`, ZoneInfo));
      return id === undefined ? undefined : { id, name };
    },

    listRecords: async (zone) => fromItems(await api.get(path`/dns/${zone.id}`, Items), zone),

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/dns/${zone.id}`,
      recordPath: (_zone, id) => path`/dns/${id}`,
      // A new record has the TTL of its zone.
      toItem: (draft, zone) => ({ ...toItem(draft, zone), ttl: undefined }),
      toChange: toItem,
      typeField: 'rtype',
    }),
  };
});
