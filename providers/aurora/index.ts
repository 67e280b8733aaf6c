import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainStatus,
  type OutgoingRequest,
  path,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ id: z.string(), name: z.string() });
type Zone = z.infer<typeof Zone>;
const Items = z.array(z.looseObject({}));
const { toItem, fromItems } = recordItems({
  apex: '',
  // Every record has a priority; it means something with these two.
  priority: { MX: 'prio', SRV: 'prio' },
});

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const api = http.extend({
    baseUrl: baseAddress(options.apiEndpoint),
    // Clients of the service name it with each request, also where there is no body.
    headers: { 'content-type': 'application/json' },
    sign,
    explain: explainStatus({ 409: 'RECORD_EXISTS' }),
  });

  /** HMAC-SHA256 over method, path and time, beside the key: the scheme `AuroraDNSv1`. */
  function sign(request: OutgoingRequest): void {
    const date = new Date(now()).toISOString().replace(/[-:]|\.\d+/g, '');
    const signature = createHmac('sha256', options.secretKey)
      .update(`${request.method}${request.url.pathname}${date}`)
      .digest('base64');
    const credential = Buffer.from(`${options.apiKey}:${signature}`).toString('base64');
    request.headers.authorization = `AuroraDNSv1 ${credential}`;
    request.headers['x-auroradns-date'] = date;
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/zones', z.array(Zone)), name),

    listRecords: async (zone) => fromItems(await api.get(path`/zones/${zone.id}/records`, Items), zone),

    ...restRecords<Zone>({ api, path: (zone) => path`/zones/${zone.id}/records`, toItem }),
  };
});
