import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  type DnsProvider,
  type ExplainedFailure,
  type HttpClient,
  type HttpResponse,
  type OutgoingRequest,
  path,
  recordItems,
  restRecords,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';

const Domain = z
  .object({ id: z.string(), 'unicode-name': z.string() })
  .transform((domain) => ({ id: domain.id, name: domain['unicode-name'] }));
const Domains = z.object({ 'dns-domains': z.array(Domain) }).transform((answer) => answer['dns-domains']);
/** The apex has no name. */
const Item = z.looseObject({ name: z.string().default('') });
const Items = z.object({ 'dns-domain-records': z.array(Item) }).transform((answer) => answer['dns-domain-records']);
const { toItem, fromItem } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});
const Operation = z.object({
  state: z.literal('failure'),
  reason: z.string().optional(),
  message: z.string().optional(),
});

interface ExoscaleZone extends Zone {
  readonly id: string;
}

interface Credential {
  readonly key: string;
  readonly secret: string;
}

/** How long a signature is good for. */
const lifetimeSeconds = 600;

/** The API of IAM keys; domains are the same in all of its regions. */
export function createVersion2(http: HttpClient, credential: Credential, now: () => number): DnsProvider<ExoscaleZone> {
  const api = http.extend({
    baseUrl: 'https://api-ch-gva-2.exoscale.com/v2',
    sign: (request) => sign(request, credential, Math.floor(now() / 1000) + lifetimeSeconds),
    explain,
  });

  return {
    async findZone(name) {
      return zoneNamed(await api.get('/dns-domain', Domains), name);
    },

    async listRecords(zone) {
      const items = await api.get(path`/dns-domain/${zone.id}/record`, Items);
      return items.map((item) => fromItem(item, zone));
    },

    ...restRecords<ExoscaleZone>({
      api,
      path: (zone) => path`/dns-domain/${zone.id}/record`,
      toItem: (draft, zone) => ({ type: draft.type, ...toItem(draft, zone) }),
      toChange: (draft, zone) => ({ ...toItem(draft, zone), type: undefined }),
    }),
  };
}

/** No request here has a query, the values of which would stand in the third line (https://openapi-v2.exoscale.com). */
function sign(
  { method, url, body = '', headers }: OutgoingRequest,
  { key, secret }: Credential,
  expires: number,
): void {
  const text = [`${method} ${url.pathname}`, body, '', '', expires].join('\n');
  const signature = createHmac('sha256', secret).update(text).digest('base64');
  headers.authorization = `EXO2-HMAC-SHA256 credential=${key},expires=${expires},signature=${signature}`;
}

/** A change is answered by an operation, which may have failed already. */
function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (!ok) return {};
  const failed = Operation.safeParse(data).data;
  if (failed === undefined) return undefined;
  const code = failed.reason === 'conflict' ? 'RECORD_EXISTS' : 'API';
  return { code, message: failed.message ?? failed.reason ?? 'the operation failed' };
}
