import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  fromPresentation,
  fullName,
  type HttpClient,
  memo,
  path,
  type RecordSet,
  readNumberedPages,
  recordSetProvider,
  relativeName,
  toPresentation,
  undefinedIf,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import { readAccount } from './account.js';
import { signEdgeGrid } from './edgegrid.js';
import type manifest from './manifest.json';

const Rrset = z.object({ name: z.string(), type: z.string(), ttl: z.number(), rdata: z.array(z.string()) });
const Page = z
  .object({ recordsets: z.array(Rrset), metadata: z.object({ lastPage: z.number().optional() }).optional() })
  .transform(({ recordsets, metadata }) => ({ items: recordsets, pages: metadata?.lastPage }));
const pageSize = 500;

export default defineProvider<typeof manifest>(({ options, http, now }) => {
  const client = memo(async (): Promise<HttpClient> => {
    const { host, ...keys } = await readAccount(options);
    http.hide(keys.clientSecret, keys.accessToken);
    return http.extend({
      baseUrl: path`${path`https://${host}`}/config-dns/v2`,
      query: { accountSwitchKey: options.accountSwitchKey },
      sign: (request) => signEdgeGrid(request, keys, now(), randomUUID()),
    });
  });

  function addressOf({ type, name }: Pick<RecordSet, 'type' | 'name'>, zone: Zone) {
    return path`/zones/${zone.name}/names/${fullName(name, zone.name)}/types/${type}`;
  }

  return recordSetProvider({
    async findZone(name) {
      const api = await client();
      return zoneUnless('RECORD_NOT_FOUND', name, api.get(path`/zones/${name}`, z.object({ zone: z.string() })));
    },

    async listSets(zone, { type, name }) {
      const api = await client();
      if (type !== undefined && name !== undefined) {
        const set = await undefinedIf('RECORD_NOT_FOUND', api.get(addressOf({ type, name }, zone), Rrset));
        return set === undefined ? [] : [toSet(set, zone)];
      }
      const sets = await readNumberedPages((page = 1) =>
        api.get(path`/zones/${zone.name}/recordsets`, Page, { query: { page, pageSize, types: type } }),
      );
      return sets.map((set) => toSet(set, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const api = await client();
      const rdata = values.map((content) => toPresentation({ type, content }));
      const body = { name: fullName(name, zone.name), type, ttl, rdata };
      await api[before === undefined ? 'post' : 'put'](addressOf(body, zone), anything, body);
    },

    async deleteSet(zone, set) {
      const api = await client();
      await api.delete(addressOf(set, zone));
    },
  });
});

function toSet({ name, type, ttl, rdata }: z.infer<typeof Rrset>, zone: Zone): RecordSet {
  const values = rdata.map((data) => fromPresentation(type, data));
  return { type, name: relativeName(name, zone.name), ttl, values };
}
