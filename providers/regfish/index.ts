import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  recordItems,
  restRecords,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Items = z
  .object({ response: z.array(z.looseObject({ active: z.boolean().optional() })) })
  .transform(({ response }) => response.filter(({ active }) => active !== false));
const { toItem, fromItems } = recordItems({
  fields: { content: 'data' },
  names: 'fqdn',
  dots: true,
  priority: { MX: 'priority' },
  parts: { CAA: ['flags', 'tag', 'data'] },
});
/** Refusals come with status 200, too. The code is the same for a record and a domain that is not there. */
const Refused = z
  .object({ success: z.literal(false), error: z.unknown().optional(), code: z.number().nullish() })
  .transform(({ error, code }) => ({ message: error, serviceCode: code }));
const explain = explainRefusals(
  Refused,
  [
    [/^15001$/, 'RECORD_NOT_FOUND'],
    [/already exists|duplicate/i, 'RECORD_EXISTS'],
    [/unauthori[sz]ed|api.?key|forbidden|permission/i, 'AUTHENTICATION'],
  ],
  'API',
);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({ baseUrl: 'https://api.regfish.de', headers: { 'x-api-key': options.apiKey }, explain });

  function read(zone: Zone) {
    return api.get(path`/dns/${zone.name}/rr`, Items);
  }

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, read({ name })),

    listRecords: async (zone) => fromItems(await read(zone), zone),

    // The zone of a record is told by its name.
    ...restRecords({ api, path: () => '/dns/rr', toItem, changeBy: 'patch' }),
  };
});
