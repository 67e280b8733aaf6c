import { z } from 'zod';
import {
  defineProvider,
  needsQuotes,
  parseRecordId,
  path,
  recordId,
  recordItems,
  relativeName,
  restRecords,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const text = z.string();
/** The service's own programs read `domain`, acme.sh looks for `name`. */
const Domain = z.object({ domain: text.optional(), name: text.optional() });
const Named = Domain.transform(({ domain, name = domain }) => ({ name })).pipe(z.object({ name: text }));
const Zones = z.object({ data: z.array(Named) });
/** All values of a name and type, each with an id of its own; to reach one takes all three. */
const Values = z
  .looseObject({ name: text, type: text, content: z.array(z.object({ id: text, content_raw: text })) })
  .transform(({ content: values, name: record, ...item }) =>
    values.map(({ id, content_raw: content }) => {
      return { ...item, record, content, id: recordId({ ...item, name: record, content: id }) };
    }),
  );
const Records = z.object({ data: z.array(Values) }).transform(({ data }) => data.flat());
const { toItem, fromItems } = recordItems({ fields: { name: 'record' }, quotes: needsQuotes });

/** https://api-docs.virakcloud.com */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://public-api.virakcloud.com/dns/domains', bearer: options.apiToken });
  const at = (zone: Zone) => path`/${zone.name}/records`;

  const inPlace = restRecords<Zone>({
    api,
    path: at,
    recordPath(zone, id) {
      const { type, name, content } = parseRecordId(id);
      return path`/${zone.name}/records/${name}/${type}/${content}`;
    },
    toItem,
    toChange: (draft, zone) => ({ content: toItem(draft, zone).content, ttl: draft.ttl }),
  });

  return {
    findZone: async (name) => zoneNamed((await api.get('', Zones)).data, name),
    listRecords: async (zone) => fromItems(await api.get(at(zone), Records), zone),

    ...inPlace,
    async updateRecord(zone, id, draft) {
      const { type, name } = parseRecordId(id);
      const stays = type === draft.type && relativeName(name, zone.name) === draft.name;
      await (stays ? inPlace : withoutUpdates(inPlace)).updateRecord(zone, id, draft);
    },
  };
});
