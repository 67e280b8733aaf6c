import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  parseRecordId,
  path,
  readByOffset,
  recordItems,
  throughSteps,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** Each type calls its content otherwise. */
const parts = {
  ...{ A: ['address'], AAAA: ['address'], CNAME: ['cname'], NS: ['nameserver'], TXT: ['value'] },
  ...{ MX: ['preference', 'exchange'], CAA: ['flag', 'tag', 'value'] },
};
const { toItem, fromItems } = recordItems({ hasIds: false, parts });
const Item = z.looseObject({ type: z.string() });
const Page = z.object({ items: z.array(Item), total: z.number().optional() });
/** What is wrong with a request stands behind the first words. */
const Refusal = z
  .object({ detail: z.string(), data: z.array(z.object({ details: z.string() })).default([]) })
  .transform(({ detail, data }) => ({ message: [detail, ...data.map(({ details }) => details)].join(': ') }));

const pageSize = 500;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://spaceship.dev/api/v1',
    headers: { 'X-API-Key': options.apiKey, 'X-API-Secret': options.apiSecret },
    explain: explainRefusals(Refusal),
  });

  function list(name: string) {
    return readByOffset((skip = 0) =>
      api.get(path`/dns/records/${name}`, Page, { query: { take: pageSize, skip, orderBy: 'name' } }),
    );
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, list(name)),

    async listRecords(zone) {
      const items = await list(zone.name);
      const known = items.filter(({ type }) => Object.hasOwn(parts, type));
      return fromItems(known, zone);
    },

    ...throughSteps<Zone>(async (zone, { create, remove }) => {
      const address = path`/dns/records/${zone.name}`;
      const items = create.map((draft) => toItem(draft, zone));
      if (items.length > 0) await api.send('PUT', address, { body: { force: true, items } });
      // Records have no ids: what is the same is removed.
      const gone = remove.map(({ id }) => toItem(parseRecordId(id), zone));
      if (gone.length > 0) await api.send('DELETE', address, { body: gone });
    }),
  };
});
