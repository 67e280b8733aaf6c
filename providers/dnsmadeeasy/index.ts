import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  needsQuotes,
  type OutgoingRequest,
  path,
  readNumberedPages,
  recordItems,
  restRecords,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.number(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const ItemPage = z
  .object({ data: z.array(z.looseObject({})), totalPages: z.number().optional() })
  .transform(({ data, totalPages }) => ({ items: data, pages: totalPages }));
const { toItem, fromItem } = recordItems({
  fields: { content: 'value' },
  apex: '',
  priority: { MX: 'mxLevel', SRV: 'priority' },
  parts: { SRV: ['weight', 'port', 'value'] },
  usualPriority: 0,
  quotes: needsQuotes,
});

/** Requests are counted over five minutes; after this long some of them have dropped out. */
const pauseMs = 30_000;

const sandbox = 'https://api.sandbox.dnsmadeeasy.com/V2.0';

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const baseUrl = options.sandbox ? sandbox : options.apiEndpoint;
  const api = http.extend({ baseUrl, sign, explain });

  /** HMAC-SHA1 over the date. */
  function sign({ headers }: OutgoingRequest): void {
    const date = new Date(now()).toUTCString();
    headers['x-dnsme-apikey'] = options.username;
    headers['x-dnsme-requestdate'] = date;
    headers['x-dnsme-hmac'] = createHmac('sha1', options.token).update(date).digest('hex');
  }

  return {
    async findZone(name) {
      const query = { domainname: name };
      const zone = await undefinedIf('RECORD_NOT_FOUND', api.get('/dns/managed/name', Zone, { query }));
      return zone && { ...zone, name };
    },

    async listRecords(zone, { type, name }) {
      // An empty name would not filter.
      const query = { type, recordName: name === '@' ? undefined : name };
      const items = await readNumberedPages((page) =>
        // The first page is 0.
        api.get(path`/dns/managed/${zone.id}/records`, ItemPage, { query: { ...query, page: page && page - 1 } }),
      );
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<Zone>({
      api,
      path: (zone) => path`/dns/managed/${zone.id}/records/`,
      recordPath: (zone, id) => path`/dns/managed/${zone.id}/records/${id}`,
      toItem,
      toChange: (draft, zone, id) => ({ id: Number(id), ...toItem(draft, zone) }),
    }),
  };
});

function explain({ ok, text }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  if (/rate limit exceeded/i.test(text)) return { code: 'RATE_LIMITED', retryAfterMs: pauseMs };
  return /already exists|duplicate/i.test(text) ? { code: 'RECORD_EXISTS' } : undefined;
}
