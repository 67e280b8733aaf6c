import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fqdn,
  fromPresentation,
  type HttpResponse,
  type RecordDraft,
  relativeName,
  splitPriority,
  toPresentation,
  type Zone,
} from '../../core/sdk/index.js';
import { createLogin } from './login.js';
import type manifest from './manifest.json';

/** Version 3 of the service says `uuid` where version 2 says `id`. */
const Identified = z.object({ id: z.string().optional(), uuid: z.string().optional() });
const idOf = ({ id, uuid }: z.infer<typeof Identified>) => id ?? uuid ?? '';
const Domain = Identified.extend({ name: z.string() }).transform((domain) => ({ id: idOf(domain), name: domain.name }));
const Domains = z.object({ domains: z.array(Domain) }).transform(({ domains }) => domains);
const Item = Identified.extend({
  type: z.string(),
  name: z.string(),
  data: z.string(),
  ttl: z.number().nullish(),
  priority: z.number().nullish(),
});
type Item = z.infer<typeof Item>;
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);

interface ConohaZone extends Zone {
  readonly id: string;
}

export default defineProvider<typeof manifest, ConohaZone>(({ options, http }) => {
  const login = createLogin(http, options);
  const api = http.extend({
    baseUrl: `https://dns-service.${options.region}.conoha.io/v1`,
    explain,
    sign: async (request) => {
      request.headers['x-auth-token'] = await login.token();
    },
    renew: login.renew,
  });

  return {
    async findZone(name) {
      const domains = await api.get('/domains', Domains, { query: { name: `${name}.` } });
      const domain = domains.find((candidate) => candidate.name === `${name}.`);
      return domain && { id: domain.id, name };
    },

    async listRecords(zone) {
      return (await api.get(`/domains/${zone.id}/records`, Items)).map((item) => fromItem(item, zone));
    },

    async createRecord(zone, draft) {
      await api.post(`/domains/${zone.id}/records`, anything, toItem(draft, zone));
    },

    async updateRecord(zone, id, draft) {
      await api.put(`/domains/${zone.id}/records/${id}`, anything, toItem(draft, zone));
    },

    async deleteRecord(zone, id) {
      await api.delete(`/domains/${zone.id}/records/${id}`);
    },
  };
});

function toItem(draft: RecordDraft, zone: Zone) {
  const { type, name, ttl } = draft;
  const { content, priority = null } = splitPriority(draft);
  const data = type === 'TXT' ? content : toPresentation({ type, content });
  return { name: fqdn(name, zone.name), type, data, priority, ttl };
}

function fromItem({ type, name, data, ttl, priority, ...ids }: Item, zone: Zone) {
  return {
    id: idOf(ids),
    type,
    name: relativeName(name, zone.name),
    content: fromPresentation(type, data),
    ttl: ttl ?? undefined,
    priority: priority ?? undefined,
  };
}

/** The service is made from OpenStack Designate. */
function explain({ ok, status }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  return status === 409 ? { code: 'RECORD_EXISTS' } : {};
}
