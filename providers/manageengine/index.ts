import { z } from 'zod';
import {
  anything,
  defineProvider,
  fqdn,
  path,
  type RecordSet,
  recordSetProvider,
  relativeName,
  signedIn,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Zone = z
  .object({ zone_id: z.number(), zone_name: z.string() })
  .transform(({ zone_id, zone_name }) => ({ id: zone_id, name: zone_name }));
type Zone = z.infer<typeof Zone>;
const Item = z.object({
  spf_txt_domain_id: z.number(),
  domain_name: z.string(),
  domain_ttl: z.number().optional(),
  record_type: z.string(),
  records: z.array(z.object({ value: z.array(z.string()) })),
});

/** https://pitstop.manageengine.com/portal/en/kb/articles/manageengine-clouddns-rest-api-documentation */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const client = http.extend({ baseUrl: 'https://clouddns.manageengine.com', bodyFormat: 'form' });
  const basic = { username: options.clientId, password: options.clientSecret };
  const grant = { grant_type: 'client_credentials' };
  const api = client.extend(signedIn(() => client.post('/oauth2/token/', Token, grant, { basic, repeatable: true })));
  const setsOf = (zone: Zone) => path`/v1/dns/domain/${zone.id}/records/SPF_TXT`;

  return recordSetProvider<Zone, RecordSet & { readonly id: number }>({
    findZone: async (name) => zoneNamed(await api.get('/v1/dns/domain', z.array(Zone)), name),

    async listSets(zone) {
      const items = await api.get(setsOf(zone), z.array(Item));
      return items.map(({ spf_txt_domain_id, domain_name, domain_ttl, record_type: type, records }) => {
        const name = relativeName(domain_name, zone.name);
        return { id: spf_txt_domain_id, type, name, ttl: domain_ttl, values: records.flatMap(({ value }) => value) };
      });
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const common = { zone_id: zone.id, domain_name: fqdn(name, zone.name), domain_ttl: ttl, record_type: type };
      const record = before === undefined ? { value: values } : { value: values, domain_id: before.id };
      const own = before && { spf_txt_domain_id: before.id };
      const body = { config: JSON.stringify([{ ...common, ...own, records: [record] }]) };
      if (before === undefined) await api.post(path`${setsOf(zone)}/`, anything, body);
      else await api.put(path`${setsOf(zone)}/${before.id}/`, anything, body);
    },

    deleteSet: (zone, { id }) => api.delete(path`${setsOf(zone)}/${id}`),
  });
});
