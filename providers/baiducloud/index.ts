import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  path,
  readPages,
  recordItems,
  restRecords,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { signBce } from './sign.js';

const Zone = z.looseObject({ name: z.string() });
type Zone = z.infer<typeof Zone>;
const pages = { isTruncated: z.boolean().optional(), nextMarker: z.string().nullish() };
const Zones = z
  .object({ zones: z.array(Zone).nullish(), ...pages })
  .transform(({ zones, isTruncated, nextMarker }) => ({
    items: zones ?? [],
    next: isTruncated ? nextMarker : undefined,
  }));
const Items = z
  .object({ records: z.array(z.looseObject({})).nullish(), ...pages })
  .transform(({ records, isTruncated, nextMarker }) => ({
    items: records ?? [],
    next: isTruncated ? nextMarker : undefined,
  }));
const { toItem, fromItems } = recordItems({
  fields: { name: 'rr', content: 'value' },
  priority: { MX: 'priority' },
  quotes: 'read',
});
const Refused = z
  .object({ code: z.string(), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ serviceCode: code, message }));
const kinds = [
  [/^(AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidHTTPAuthHeader|RequestExpired)$/, 'AUTHENTICATION'],
] as const;

/** https://cloud.baidu.com/doc/DNS/s/El4s7lssr */
export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const key = { id: options.accessKeyId, secret: options.secretAccessKey };
  const api = http.extend({
    baseUrl: 'https://dns.baidubce.com/v1/dns',
    sign: (request) => signBce(request, key, now()),
    explain: explainRefusals(Refused, kinds),
  });
  const recordsOf = (zone: Zone) => path`/zone/${zone.name}/record`;

  return {
    async findZone(name) {
      const read = (marker?: string) => api.get('/zone', Zones, { query: { name, marker, maxKeys: 1000 } });
      return zoneNamed(await readPages(read), name);
    },

    async listRecords(zone, { name: rr }) {
      const read = (marker?: string) => api.get(recordsOf(zone), Items, { query: { rr, marker, maxKeys: 1000 } });
      return fromItems(await readPages(read), zone);
    },

    ...restRecords<Zone>({ api, path: recordsOf, toItem }),
  };
});
