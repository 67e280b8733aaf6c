import { z } from 'zod';
import { defineProvider, path, recordItems, restRecords, signedIn, zoneNamed } from '../../core/sdk/index.js';
import { logInToKeystone } from '../families/keystone/log-in.js';
import type manifest from './manifest.json';

const Zone = z.object({ uuid: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ domains: z.array(Zone) });
const Items = z.object({ records: z.array(z.looseObject({})) });
const { toItem, fromItems } = recordItems({
  fields: { id: 'uuid', content: 'data' },
  names: 'fqdn',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
  dots: true,
});

/** https://doc.conoha.jp/reference/api-vps3/api-dns-vps3/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { region, tenantId, userId, password } = options;
  const identity = path`https://identity.${region}.conoha.io/v3`;
  const login = { identity, user: { id: userId }, password, project: { id: tenantId } };
  const api = http.extend({
    baseUrl: path`https://dns-service.${region}.conoha.io/v1`,
    ...signedIn(() => logInToKeystone(http, login), { header: 'x-auth-token' }),
  });
  const recordsOf = (zone: Zone) => path`/domains/${zone.uuid}/records`;

  return {
    findZone: async (name) => zoneNamed((await api.get('/domains', Zones)).domains, name),

    listRecords: async (zone) => fromItems((await api.get(recordsOf(zone), Items)).records, zone),

    ...restRecords<Zone>({ api, path: recordsOf, toItem }),
  };
});
