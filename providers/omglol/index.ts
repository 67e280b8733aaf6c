import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  restRecords,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const parent = '.omg.lol';
/** Names are relative to the address in requests, and to omg.lol in lists. */
const Item = z
  .looseObject({ name: z.string() })
  .transform((item): Record<string, unknown> => ({ ...item, name: `${item.name}${parent}` }));
const Records = z.object({ response: z.object({ dns: z.array(Item) }) }).transform(({ response: { dns } }) => dns);
const Refusal = z
  .object({ request: z.object({ success: z.literal(false) }), response: z.object({ message: z.unknown().optional() }) })
  .transform(({ response: { message } }) => ({ message }));
const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  priority: { MX: 'priority' },
  quotes: 'read',
});

/** https://api.omg.lol/#dns */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.omg.lol',
    bearer: options.apiKey,
    explain: explainRefusals(Refusal),
  });
  const at = ({ name }: Zone) => path`/address/${name.slice(0, -parent.length)}/dns`;

  return {
    async findZone(name) {
      if (!/^[^.]+\.omg\.lol$/.test(name)) return undefined;
      const records = await undefinedIf('RECORD_NOT_FOUND', api.get(at({ name }), Records));
      return records && { name };
    },

    listRecords: async (zone) => fromItems(await api.get(at(zone), Records), zone),

    ...restRecords<Zone>({ api, path: at, toItem, changeBy: 'patch' }),
  };
});
