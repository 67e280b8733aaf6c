import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  parseRecordId,
  recordId,
  recordItems,
  type Schema,
  withoutUpdates,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** `property[rr][0] = example.com. 3600 IN A 192.0.2.1`: a record is told by its line as it stands. */
const rr = /^property\[rr\]\[\d+\] *= *((\S+) +(\d+) +IN +(\S+) +(.+))$/gim;
const Items = z.string().transform((text) =>
  [...text.matchAll(rr)].map(([, line = '', name = '', ttl, type = '', content]) => {
    return { id: recordId({ type, name, content: line }), name, ttl, type, content };
  }),
);
const Refused = z
  .string()
  .transform((text) => /^code *= *(\d+)\s+description *= *(.*)$/im.exec(text) ?? [])
  .refine(([, code]) => code !== '200')
  .transform(([, serviceCode, message]) => ({ serviceCode, message }));
const { toItem, fromItems } = recordItems({ names: 'fqdn', quotes: 'always', dots: true });

/** https://github.com/centralnicgroup-public/hexonet-api-documentation */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.domainreselling.de/api/call.cgi',
    query: { s_login: options.user, s_pw: options.pass },
    bodyFormat: 'form',
    responseFormat: 'text',
    explain: explainRefusals(Refused, [
      [/^42\d$/, 'SERVER'],
      [/^53[01]$/, 'AUTHENTICATION'],
      [/duplicate record/i, 'RECORD_EXISTS'],
      [/^545$/, 'RECORD_NOT_FOUND'],
    ]),
  });
  const call = <T>(schema: Schema<T>, command: string, zone: Zone, more: object = {}, repeatable = true) =>
    api.post('', schema, { command, dnszone: `${zone.name}.`, ...more }, { repeatable });

  return {
    findZone: (name) => zoneUnless('RECORD_NOT_FOUND', name, call(anything, 'StatusDNSZone', { name })),
    listRecords: async (zone) => fromItems(await call(Items, 'QueryDNSZoneRRList', zone), zone),

    ...withoutUpdates<Zone>({
      async createRecord(zone, draft) {
        const { name, ttl, type, content } = toItem(draft, zone);
        const addrr0 = `${name} ${ttl} IN ${type} ${content}`;
        await call(anything, 'UpdateDNSZone', zone, { incserial: 1, addrr0 }, false);
      },
      deleteRecord: (zone, id) =>
        call(anything, 'UpdateDNSZone', zone, { incserial: 1, delrr0: parseRecordId(id).content }),
    }),
  };
});
