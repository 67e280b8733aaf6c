import { z } from 'zod';
import {
  defineProvider,
  path,
  readNumberedPages,
  recordItems,
  restRecords,
  signedIn,
  withoutUpdates,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Zone = z.object({ name: z.string() });
type Zone = z.infer<typeof Zone>;
const Zones = z
  .object({ domains: z.array(Zone), pages: z.number().optional() })
  .transform(({ domains, pages }) => ({ items: domains, pages }));
const Items = z
  .object({ records: z.array(z.looseObject({})), pages: z.number().optional() })
  .transform(({ records, pages }) => ({ items: records, pages }));
const { toItem, fromItems } = recordItems({
  fields: { id: 'recordId' },
  priority: { MX: 'preference', SRV: 'priority' },
  parts: {
    ...{ A: ['address'], AAAA: ['address'], CNAME: ['target'], NS: ['target'], TXT: ['text'], MX: ['exchange'] },
    ...{ SRV: ['weight', 'port', 'target'], CAA: ['flag', 'tag', 'value'] },
  },
  quotes: 'read',
});

/** https://yandex.ru/dev/api360/doc/ref/DomainDNSService/ */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const { oauthToken, clientId: client_id, clientSecret: client_secret, refreshToken: refresh_token } = options;

  function refresh(): Promise<string> {
    const body = { grant_type: 'refresh_token', refresh_token, client_id, client_secret };
    return http.post('https://oauth.yandex.ru/token', Token, body, { bodyFormat: 'form', repeatable: true });
  }

  const api = http.extend({
    baseUrl: path`https://api360.yandex.net/directory/v1/org/${options.orgId}`,
    ...signedIn(refresh, { scheme: 'OAuth', given: oauthToken }),
  });
  const recordsOf = (zone: Zone) => path`/domains/${zone.name}/dns`;

  return {
    async findZone(name) {
      const read = (page?: number) => api.get('/domains', Zones, { query: { page } });
      return zoneNamed(await readNumberedPages(read), name);
    },

    async listRecords(zone) {
      const read = (page?: number) => api.get(recordsOf(zone), Items, { query: { perPage: 100, page } });
      return fromItems(await readNumberedPages(read), zone);
    },

    ...withoutUpdates(restRecords<Zone>({ api, path: recordsOf, toItem })),
  };
});
