import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type OutgoingRequest,
  path,
  type RecordDraft,
  readByOffset,
  recordItems,
  withoutDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z
  .object({ id: z.string(), domain: z.string() })
  .transform(({ id, domain }) => ({ id, name: withoutDot(domain) }));
type Zone = z.infer<typeof Zone>;
const Zones = z.object({ data: z.array(Zone) }).transform(({ data }) => data);
const ItemPage = z
  .object({ total: z.coerce.number(), data: z.array(z.looseObject({})) })
  .transform(({ total, data }) => ({ items: data, total }));
const { toItem, fromItem } = recordItems({
  fields: { id: 'record_id', name: 'host', content: 'value' },
  priority: { MX: 'mx', SRV: 'mx' },
  quotes: 'read',
});
const Refusal = z
  .object({ code: z.number().refine((code) => code !== 1), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ message, serviceCode: code }));
const explain = explainRefusals(Refusal, [[/^34$/, 'RECORD_EXISTS']]);

const pageSize = 2000;
/** The line that every resolver is served from. */
const defaultLine = 1;

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { username, token, apiEndpoint: baseUrl } = options;
  const login = { login_token: `${username},${token}`, format: 'json' };
  const api = http.extend({ baseUrl, headers: { 'API-KEY': username, 'API-FORMAT': 'json' }, sign, explain });

  /** MD5 over key, address, body, date and secret. Reads have a body too: the login. */
  function sign(request: OutgoingRequest): void {
    request.body ??= JSON.stringify(login);
    const date = new Date(now()).toUTCString();
    request.headers['api-request-date'] = date;
    request.headers['api-hmac'] = createHash('md5')
      .update(`${username}${request.url.href}${request.body}${date}${token}`)
      .digest('hex');
  }

  function toBody(draft: RecordDraft, zone: Zone) {
    return { domain_id: zone.id, ...toItem(draft, zone), ...login };
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/domain', Zones), name),

    async listRecords(zone) {
      const items = await readByOffset((offset = 0) => {
        const query = { host_id: 0, offset, row_num: pageSize };
        return api.get(path`/record/${zone.id}`, ItemPage, { query });
      });
      return items.map((item) => fromItem(item, zone));
    },

    createRecord: (zone, draft) => api.post('/record', anything, { ...toBody(draft, zone), line_id: defaultLine }),

    updateRecord: (zone, id, draft) => api.put(path`/record/${id}`, anything, toBody(draft, zone)),

    deleteRecord: (zone, id) => api.delete(path`/record/${id}/${zone.id}`),
  };
});
