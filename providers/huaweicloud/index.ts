import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  fqdn,
  path,
  readByOffset,
  recordSetProvider,
  signedIn,
  toPresentation,
  zoneNamed,
} from '../../core/sdk/index.js';
import { type DesignateRecordSet, DesignateSet, type DesignateZone, toRecordSet } from '../families/designate/index.js';
import { logInToKeystone } from '../families/keystone/log-in.js';
import type manifest from './manifest.json';
import { signHuawei } from './sign.js';

const Zone = z.object({ id: z.string(), name: z.string(), status: z.string().optional() });
const Total = z.object({ total_count: z.number().optional() }).optional();
const Zones = z
  .object({ zones: z.array(Zone), metadata: Total })
  .transform(({ zones, metadata }) => ({ items: zones, total: metadata?.total_count }));
const Rrset = DesignateSet.extend({ line: z.string().optional() });
const Rrsets = z
  .object({ recordsets: z.array(Rrset), metadata: Total })
  .transform(({ recordsets, metadata }) => ({ items: recordsets, total: metadata?.total_count }));

/** https://support.huaweicloud.com/intl/en-us/api-dns/ErrorCode.html */
const Refusal = z
  .union([
    z.object({ code: z.string(), message: z.string() }),
    z
      .object({ error_code: z.string(), error_msg: z.string() })
      .transform((told) => ({ code: told.error_code, message: told.error_msg })),
  ])
  .transform(({ code, message }) => ({ serviceCode: code, message }));
const explain = explainRefusals(Refusal, [
  [/^APIGW\.030[1-7]$/, 'AUTHENTICATION'],
  [/^DNS\.0312$/, 'RECORD_EXISTS'],
  [/^APIGW\.0308$/, 'RATE_LIMITED'],
]);

export default defineProvider<typeof manifest, DesignateZone>(({ options, http, now }) => {
  const {
    accessKeyId: id = '',
    secretAccessKey: secret,
    username,
    password = '',
    domainName,
    region,
    zoneId,
  } = options;

  async function logIn(): Promise<string> {
    return logInToKeystone(http, {
      identity: path`https://iam.myhuaweicloud.com/v3`,
      user: { name: username, domain: { name: domainName } },
      password,
      project: { name: region },
    });
  }

  const host = region.startsWith('eu-')
    ? path`https://dns.${region}.myhuaweicloud.eu`
    : path`https://dns.${region}.myhuaweicloud.com`;
  const api = http.extend({
    baseUrl: path`${host}/v2`,
    explain,
    ...(secret !== undefined
      ? { sign: (request) => signHuawei(request, { id, secret }, now()) }
      : signedIn(logIn, { header: 'x-auth-token' })),
  });

  return recordSetProvider<DesignateZone, DesignateRecordSet>({
    async findZone(name) {
      if (zoneId !== undefined) return zoneNamed([await api.get(path`/zones/${zoneId}`, Zone)], name);
      // Finds what contains the name.
      const zones = await readByOffset((offset) => api.get('/zones', Zones, { query: { name, offset } }));
      return zoneNamed(zones, name, { isServed: ({ status }) => status !== 'DISABLE', option: 'zone-id' });
    },

    async listSets(zone, { type, name }) {
      const query = { type, name: name && fqdn(name, zone.name) };
      const rrsets = await readByOffset((offset) =>
        api.get(path`/zones/${zone.id}/recordsets`, Rrsets, { query: { ...query, offset } }),
      );
      return rrsets
        .filter(({ line = 'default_view' }) => line === 'default_view')
        .map((rrset) => toRecordSet(rrset, zone));
    },

    async writeSet(zone, { type, name, ttl, values }, before) {
      const records = values.map((content) => toPresentation({ type, content }));
      const body = { name: fqdn(name, zone.name), type, ttl, records, description: before?.description };
      const all = path`/zones/${zone.id}/recordsets`;
      if (before === undefined) await api.post(all, anything, body);
      else await api.put(path`${all}/${before.id}`, anything, body);
    },

    async deleteSet(zone, set) {
      await api.delete(path`/zones/${zone.id}/recordsets/${set.id}`);
    },
  });
});
