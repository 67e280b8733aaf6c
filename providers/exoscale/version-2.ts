import { createHmac } from 'node:crypto';
import { z } from 'zod';
import {
  baseAddress,
  checkKeptType,
  type DnsProvider,
  type ExplainedFailure,
  Failure,
  type HttpClient,
  type HttpMethod,
  type HttpResponse,
  type OutgoingRequest,
  type Path,
  path,
  poll,
  recordItems,
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
const { toItem, fromItems } = recordItems({
  apex: '',
  priority: { MX: 'priority', SRV: 'priority' },
  quotes: 'read',
});
const Operation = z.object({ id: z.string(), state: z.string() });
const Failed = z.object({
  state: z.enum(['failure', 'timeout']),
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

/** How long an operation is waited for, in milliseconds. */
const limitMs = 120_000;

interface Surroundings {
  readonly http: HttpClient;
  readonly now: () => number;
  readonly signal: () => AbortSignal;
  /** Address of the API. */
  readonly endpoint: string;
}

/** The API of IAM keys; domains are the same in all of its regions. */
export function createVersion2(
  credential: Credential,
  { http, now, signal, endpoint }: Surroundings,
): DnsProvider<ExoscaleZone> {
  const api = http.extend({
    baseUrl: baseAddress(endpoint),
    sign: (request) => sign(request, credential, Math.floor(now() / 1000) + lifetimeSeconds),
    explain,
  });

  /** A change is an operation, and done when that is; `explain` tells of those that fail. */
  async function act(method: HttpMethod, address: Path, body?: object): Promise<void> {
    const begun = Operation.safeParse((await api.send(method, address, { body })).data).data;
    if (begun === undefined) {
      throw new Failure('RESPONSE', 'Exoscale took the change, but its answer names no operation', {
        retryable: false,
      });
    }
    if (begun.state !== 'pending') return;
    const ended = await poll({
      read: () => api.get(path`/operation/${begun.id}`, Operation),
      isDone: ({ state }) => state !== 'pending',
      pauseMs: 500,
      growth: 1.5,
      longestPauseMs: 5000,
      limitMs,
      now,
      signal,
    });
    if (ended === undefined) throw new Failure('TIMEOUT', `the operation ${begun.id} of Exoscale takes too long`);
  }

  return {
    findZone: async (name) => zoneNamed(await api.get('/dns-domain', Domains), name),

    listRecords: async (zone) => fromItems(await api.get(recordsOf(zone), Items), zone),

    async createRecord(zone, draft) {
      await act('POST', recordsOf(zone), { type: draft.type, ...toItem(draft, zone) });
    },

    async updateRecord(zone, id, draft) {
      checkKeptType(await this.listRecords(zone, {}), id, draft);
      await act('PUT', path`${recordsOf(zone)}/${id}`, { ...toItem(draft, zone), type: undefined });
    },

    async deleteRecord(zone, id) {
      await act('DELETE', path`${recordsOf(zone)}/${id}`);
    },
  };
}

function recordsOf(zone: ExoscaleZone): Path {
  return path`/dns-domain/${zone.id}/record`;
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
function explain({ data }: HttpResponse): ExplainedFailure | undefined {
  const failed = Failed.safeParse(data).data;
  if (failed === undefined) return undefined;
  const code = failed.reason === 'conflict' ? 'RECORD_EXISTS' : 'API';
  return { code, message: failed.message ?? failed.reason ?? 'the operation failed' };
}
