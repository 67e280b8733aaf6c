import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  path,
  recordItems,
  throughChanges,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Records = z
  .object({ dnsZone: z.object({ records: z.array(z.looseObject({})) }) })
  .transform(({ dnsZone: { records } }) => records);
/** Shown in quotes; one word of plain characters may be sent without, and is by others. */
const quotes = (text: string) => !/^[\w.~+/=:-]{1,255}$/.test(text);
const { toItem, fromItem } = recordItems({
  ...{ names: 'full', hasIds: false, dots: true, quotes },
  priority: { MX: 'priority', SRV: 'priority' },
});
const explain = explainWords([
  [/"invalid_token"/, 'AUTHENTICATION'],
  [/"does_not_exist"/, 'RECORD_NOT_FOUND'],
]);

/** https://metaregistrar.dev/docu/metaapi/ */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const headers = { token: options.apiToken };
  const api = http.extend({ baseUrl: 'https://api.metaregistrar.com', headers, explain });
  const read = ({ name }: { name: string }) => api.get(path`/dnszone/${name}`, Records);

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),
    listRecords: async (zone) => (await read(zone)).map((item) => fromItem(item, zone)),
    ...throughChanges(async (zone, { create, remove }) => {
      const ids = new Set(remove.map(({ id }) => id));
      const rem = (ids.size > 0 ? await read(zone) : []).filter((item) => ids.has(fromItem(item, zone).id));
      const add = create.map((draft) => toItem(draft, zone));
      const body = { ...(add.length > 0 && { add }), ...(rem.length > 0 && { rem }) };
      if (add.length + rem.length === 0) return;
      await api.patch(path`/dnszone/${zone.name}`, anything, body, { repeatable: add.length === 0 });
    }),
  };
});
