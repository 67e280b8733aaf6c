import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  type HttpResponse,
  hostOrEmpty,
  memo,
  type RecordDraft,
  relativeName,
  splitPriority,
  unquoteTxt,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Login = z.object({ token: z.string() }).transform(({ token }) => token);
const ServiceZone = z
  .object({ domain_id: z.coerce.string(), name: z.string(), service_id: z.coerce.string() })
  .transform(({ domain_id, name, service_id }) => ({ name, path: `/service/${service_id}/dns/${domain_id}` }));
type ServiceZone = z.infer<typeof ServiceZone>;
const Zones = z.object({ zones: z.array(ServiceZone) }).transform(({ zones }) => zones);
const Item = z.object({
  id: z.coerce.string(),
  name: z.string(),
  type: z.string(),
  /** SOA comes in parts. */
  content: z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(' '))]),
  ttl: z.coerce.number(),
  priority: z.coerce.number().nullish(),
});
type Item = z.infer<typeof Item>;
/** A list, or the same with the positions as names. */
const Items = z
  .object({ records: z.union([z.array(Item), z.record(z.string(), Item)]) })
  .transform(({ records }) => Object.values(records));
const Refusal = z.object({ error: z.union([z.string(), z.array(z.unknown())]) });

export default defineProvider<typeof manifest, ServiceZone>(({ options, http }) => {
  const baseUrl = 'https://dns.services/api';
  const { username = '', password = '' } = options;
  const login = memo((user: string) =>
    http.post(
      `${baseUrl}/login`,
      Login,
      { username: user, password },
      { bodyFormat: 'form', repeatable: true, explain },
    ),
  );
  const api = http.extend({
    baseUrl,
    explain,
    sign: async (request) => {
      request.headers.authorization = `Bearer ${await login(username)}`;
    },
    renew: async () => {
      login.forget();
      return true;
    },
  });

  return {
    async findZone(name) {
      return (await api.get('/dns', Zones)).find((zone) => zone.name === name);
    },

    async listRecords(zone) {
      return (await api.get(zone.path, Items)).map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await api.post(`${zone.path}/records`, anything, toItem(draft));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`${zone.path}/records/${id}`, anything, toItem(draft));
    },

    async deleteRecord(zone, id) {
      await api.delete(`${zone.path}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  return { type: draft.type, name: hostOrEmpty(draft.name), content, ttl: draft.ttl, priority };
}

function fromItem({ id, type, name, content, ttl, priority }: Item, zone: Zone): DnsRecord {
  return {
    id,
    type,
    name: relativeName(name, zone.name),
    content: type === 'TXT' ? unquoteTxt(content) : content,
    ttl,
    priority: type === 'MX' || type === 'SRV' ? (priority ?? undefined) : undefined,
  };
}

/** Refusals may come with 200. */
function explain({ ok, status, data }: HttpResponse): ExplainedFailure | undefined {
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return ok ? undefined : {};
  const message = [refusal.error].flat(2).filter(Boolean).join(': ');
  if (message === '' && ok) return undefined;
  const isRefused = status === 401 || /token|login|password|unauthori[sz]ed|credential/i.test(message);
  return { message, ...(isRefused ? { code: 'AUTHENTICATION' } : ok && { code: 'API' }) };
}
