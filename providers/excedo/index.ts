import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainRefusals,
  type HttpDefaults,
  inSession,
  isSameName,
  recordItems,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Token = z.object({ parameters: z.object({ token: z.string() }) }).transform(({ parameters }) => parameters.token);
const Zones = z.object({
  dns: z.record(z.string(), z.object({ records: z.array(z.looseObject({})).nullish() })).nullish(),
});
const { toItem, fromItems } = recordItems({ fields: { id: 'recordid' }, quotes: 'read' });
/** Codes of EPP (RFC 5730, section 3): 1000 and 1300 are successes. */
const Refused = z
  .object({ code: z.number().refine((code) => code !== 1000 && code !== 1300), desc: z.unknown().optional() })
  .transform(({ code, desc }) => ({ serviceCode: code, message: desc }));
/** What divides the fields of a form. */
const boundary = 'letsencrypt-dns-form-part';
const kinds = [
  [/^220[012]$/, 'AUTHENTICATION'],
  [/^2302$/, 'RECORD_EXISTS'],
  [/^2303$/, 'RECORD_NOT_FOUND'],
] as const;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({ baseUrl: baseAddress(options.apiUrl), explain: explainRefusals(Refused, kinds, 'API') });
  const run = inSession(() => api.get('/authenticate/login/', Token, { bearer: options.apiKey }), {
    http,
    secretOf: (token) => token,
  });

  /** The records of the zone, for each time that the account has it. @throws Failure RECORD_NOT_FOUND */
  async function read(domainname: string) {
    const query = { domainname };
    const { dns } = await run((bearer) => api.get('/dns/getrecords/', Zones, { query, bearer }));
    const zones = Object.entries(dns ?? {}).filter(([name]) => isSameName(name, domainname));
    return zones.map(([, { records }]) => records ?? []);
  }

  function write(address: '/dns/addrecord/' | '/dns/deleterecord/', body: object | string, form: HttpDefaults) {
    return run((bearer) => api.post(address, anything, body, { bearer, ...form }));
  }

  return {
    async findZone(name) {
      const found = await undefinedIf('RECORD_NOT_FOUND', read(name));
      return found?.length ? { name } : undefined;
    },

    listRecords: async (zone) => fromItems((await read(zone.name)).flat(), zone),

    ...withoutUpdates<Zone>({
      createRecord: (zone, draft) =>
        write('/dns/addrecord/', { domainName: zone.name, ...toItem(draft, zone) }, { bodyFormat: 'form' }),
      deleteRecord: (zone, id) =>
        write('/dns/deleterecord/', multipart({ domainname: zone.name, recordid: id }), {
          bodyFormat: 'text',
          headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        }),
    }),
  };
});

/** RFC 7578. Names and ids hold no boundary. */
function multipart(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--\r\n`;
}
