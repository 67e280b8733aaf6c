import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  explainRefusals,
  fqdn,
  fromPresentation,
  needsQuotes,
  path,
  type RecordSet,
  readByOffset,
  recordSetProvider,
  relativeName,
  signedIn,
  toPresentation,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** The service has called it both. */
const Login = z.union([
  z.object({ accessToken: z.string() }).transform(({ accessToken }) => accessToken),
  z.object({ access_token: z.string() }).transform(({ access_token }) => access_token),
]);
/** What else stands in a set (a profile) goes back as it came. */
const Item = z.looseObject({
  ownerName: z.string(),
  rrtype: z.string(),
  ttl: z.number().optional(),
  rdata: z.array(z.string()).default([]),
});
const Page = z.object({ rrSets: z.array(Item), resultInfo: z.object({ totalCount: z.number() }).optional() });
const One = z
  .object({ errorCode: z.number(), errorMessage: z.string() })
  .transform(({ errorCode, errorMessage }) => ({ message: errorMessage, serviceCode: errorCode }));
const Refused = z.union([
  One,
  z
    .array(One)
    .min(1)
    .transform(([first]) => first),
]);
const explain = explainRefusals(Refused, [
  [/^(1801|70002|56001)$/, 'RECORD_NOT_FOUND'],
  [/^60001$/, 'AUTHENTICATION'],
]);

interface ItemSet extends RecordSet {
  readonly item: z.infer<typeof Item>;
}

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { token, username, password } = options;
  const service = http.extend({ baseUrl: path`${baseAddress(options.apiEndpoint)}/v2`, explain });

  function logIn(): Promise<string> {
    const credentials = { grant_type: 'password', username, password };
    return service.post('/authorization/token', Login, credentials, { bodyFormat: 'form', repeatable: true });
  }

  const api = service.extend(signedIn(logIn, { given: token }));
  const setsOf = ({ name }: Zone) => path`/zones/${name}./rrsets`;
  const setPath = (zone: Zone, type: string, name: string) => path`${setsOf(zone)}/${type}/${fqdn(name, zone.name)}`;

  function read(zone: Zone, offset?: number): Promise<z.infer<typeof Page>> {
    return api.get(setsOf(zone), Page, { query: { offset } });
  }

  return recordSetProvider<Zone, ItemSet>({
    removesFirst: true,

    async findZone(name) {
      const found = await undefinedIf('RECORD_NOT_FOUND', read({ name }));
      return found && { name };
    },

    async listSets(zone) {
      const items = await readByOffset(async (offset?: number) => {
        const { rrSets, resultInfo } = await read(zone, offset);
        return { items: rrSets, total: resultInfo?.totalCount };
      });
      return items.map((item) => {
        // The number of the type stands behind its name: `TXT (16)`.
        const [type = ''] = item.rrtype.split(' ');
        const values = item.rdata.map((data) => fromPresentation(type, data));
        return { type, name: relativeName(item.ownerName, zone.name), ttl: item.ttl, values, item };
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const kept = values.filter((value) => before?.values.includes(value));
      const fresh = values.filter((value) => !kept.includes(value));
      const rdata = [...fresh, ...kept].map((value) => toData(type, value, before));
      const set = { rrtype: type, ownerName: fqdn(name, zone.name), ttl, rdata };
      if (before === undefined) await api.post(setPath(zone, type, name), anything, set);
      else await api.put(setPath(zone, type, name), anything, { ...before.item, ...set });
    },

    deleteSet: (zone, { type, name }) => api.delete(setPath(zone, type, name)),
  });
});

function toData(type: string, content: string, before: ItemSet | undefined): string {
  const old = before?.item.rdata.find((data) => fromPresentation(type, data) === content);
  return old ?? (type === 'TXT' && !needsQuotes(content) ? content : toPresentation({ type, content }));
}
