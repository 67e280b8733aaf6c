import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainWords,
  path,
  recordSetProvider,
  undefinedIf,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Values = z.object({ name: z.string().default(''), values: z.array(z.string()) }).nullish();
const fields = { a_record: Values, aaaa_record: Values, txt_record: Values };
const Rrset = z.object({ ttl: z.number().optional(), description: z.string().optional(), ...fields });
const OneSet = z.object({ rrset: Rrset });
const Group = z.object({ metadata: z.object({ name: z.string() }), rr_set: z.array(Rrset).nullish() });
const WholeZone = z
  .object({ spec: z.object({ primary: z.object({ rr_set_group: z.array(Group).nullish() }).nullish() }) })
  .transform(({ spec }) => spec.primary);

/** https://docs.cloud.f5.com/docs-v2/api/dns-zone-rrset */
export default defineProvider<typeof manifest>(({ options: { apiToken, tenantName, groupName }, http }) => {
  const api = http.extend({
    baseUrl: path`https://${tenantName}.console.ves.volterra.io/api/config/dns/namespaces/system/dns_zones`,
    headers: { authorization: `APIToken ${apiToken}` },
    explain: explainWords([[/change is pending/i, 'SERVER', { retryAfterMs: 15_000 }]]),
  });
  const groupOf = ({ name }: Zone) => path`/${name}/rrsets/${groupName}`;
  /** At the apex the name is empty, so that there is no address: `path` refuses. */
  const at = (zone: Zone, { name, type }: { readonly name: string; readonly type: string }) =>
    path`${groupOf(zone)}/${toName(name)}/${type}`;

  return recordSetProvider({
    async findZone(name) {
      return (await undefinedIf('RECORD_NOT_FOUND', api.get(path`/${name}`, WholeZone))) ? { name } : undefined;
    },

    async listSets(zone, { type, name = '@' }) {
      if (type !== undefined && name !== '@') {
        const one = await undefinedIf('RECORD_NOT_FOUND', api.get(at(zone, { name, type }), OneSet));
        return one === undefined ? [] : setsIn(one.rrset);
      }
      const groups = (await api.get(path`/${zone.name}`, WholeZone))?.rr_set_group ?? [];
      const own = groups.filter(({ metadata }) => metadata.name === groupName);
      return own.flatMap(({ rr_set }) => rr_set ?? []).flatMap(setsIn);
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const record = { [`${type.toLowerCase()}_record`]: { name: toName(name), values } };
      const body = { dns_zone_name: zone.name, group_name: groupName };
      if (before === undefined) return api.post(groupOf(zone), anything, { ...body, rrset: { ttl, ...record } });
      const rrset = { description: before.description, ttl, ...record };
      await api.put(at(zone, before), anything, { ...body, record_name: name, type, rrset });
    },

    deleteSet: (zone, set) => api.delete(at(zone, set)),
  });
});

function toName(name: string): string {
  return name === '@' ? '' : name;
}

/** Other types have values that are more than a text. */
function setsIn({ ttl, description, a_record: A, aaaa_record: AAAA, txt_record: TXT }: z.infer<typeof Rrset>) {
  return Object.entries({ A, AAAA, TXT }).flatMap(([type, record]) =>
    record ? [{ type, name: record.name || '@', ttl, values: record.values, description }] : [],
  );
}
