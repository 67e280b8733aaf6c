import { z } from 'zod';
import {
  defineProvider,
  explainWords,
  path,
  readPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ domainName: z.string() }).transform(({ domainName }) => ({ name: domainName }));
type Zone = z.infer<typeof Zone>;
/** An empty list, an empty host and the number after the last page are left out of answers. */
const Domains = z.object({ domains: z.array(Zone).default([]), nextPage: z.number().optional() });
const Item = z.looseObject({ host: z.string().default('') });
const Records = z.object({ records: z.array(Item).default([]), nextPage: z.number().optional() });
const { toItem, fromItem } = recordItems({
  fields: { name: 'host', content: 'answer' },
  priority: { MX: 'priority', SRV: 'priority' },
});
const explain = explainWords([[/duplicate record/i, 'RECORD_EXISTS']]);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const basic = { username: options.username, password: options.token };
  const api = http.extend({ baseUrl: 'https://api.name.com/v4', basic, explain });

  return {
    async findZone(name) {
      // A page holds a thousand unless told.
      const zones = await readPages(async (page: number = 1) => {
        const { domains, nextPage } = await api.get('/domains', Domains, { query: { page } });
        return { items: domains, next: nextPage };
      });
      return zoneNamed(zones, name);
    },

    async listRecords(zone) {
      const items = await readPages(async (page: number = 1) => {
        const answer = await api.get(path`/domains/${zone.name}/records`, Records, { query: { page } });
        return { items: answer.records, next: answer.nextPage };
      });
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({ api, path: ({ name }) => path`/domains/${name}/records`, toItem }),
  };
});
