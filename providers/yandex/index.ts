import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  type FailureCode,
  fromPresentation,
  type HttpResponse,
  type RecordDraft,
  splitPriority,
  toPresentation,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z
  .object({
    record_id: z.coerce.string(),
    type: z.string(),
    subdomain: z.string(),
    content: z.string(),
    ttl: z.number().optional(),
    /** Empty where the type has none. */
    priority: z.union([z.number(), z.literal('')]).optional(),
  })
  .transform(({ record_id, type, subdomain, content, ttl, priority }) => ({
    id: record_id,
    type,
    name: subdomain || '@',
    content: fromPresentation(type, content),
    ttl,
    priority: typeof priority === 'number' ? priority : undefined,
  }));
const Items = z.object({ records: z.array(Item) }).transform(({ records }) => records);
const Refusal = z.object({ success: z.literal('error'), error: z.string() });

/** The API answers 200 to everything. */
const kinds: Readonly<Record<string, FailureCode>> = {
  no_such_domain: 'ZONE_NOT_FOUND',
  bad_domain: 'ZONE_NOT_FOUND',
  no_token: 'AUTHENTICATION',
  bad_token: 'AUTHENTICATION',
  no_auth: 'AUTHENTICATION',
  not_allowed: 'AUTHENTICATION',
  prohibited: 'AUTHENTICATION',
  record_exists: 'RECORD_EXISTS',
  no_such_record: 'RECORD_NOT_FOUND',
};

/** What the command line says where the user says nothing: an update then leaves the TTL as it is. */
const usualTtl = 3600;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const headers = { PddToken: options.token };
  const api = http.extend({ baseUrl: 'https://pddimp.yandex.ru/api2/admin/dns', headers, explain });

  async function write(action: string, query: Readonly<Record<string, string | number | undefined>>): Promise<void> {
    await api.post(`/${action}`, anything, undefined, { query });
  }

  return {
    async findZone(name) {
      return undefinedIf(
        'ZONE_NOT_FOUND',
        api.get('/list', Items, { query: { domain: name } }).then(() => ({ name })),
      );
    },

    listRecords: (zone) => api.get('/list', Items, { query: { domain: zone.name } }),
    createRecord: (zone, draft) => write('add', { domain: zone.name, ...toItem(draft), ttl: draft.ttl }),

    updateRecord(zone, id, draft) {
      const ttl = draft.ttl === usualTtl ? undefined : draft.ttl;
      return write('edit', { domain: zone.name, record_id: id, ...toItem(draft), ttl });
    },

    deleteRecord: (zone, id) => write('del', { domain: zone.name, record_id: id }),
  };
});

function toItem(draft: RecordDraft) {
  const { type, name } = draft;
  const { content, priority } = splitPriority(draft);
  // Host names need their final dot: without it the API takes them for relative ones.
  const value = type === 'TXT' ? content : toPresentation({ type, content });
  return { type, subdomain: name, content: value, priority };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  const { error } = Refusal.safeParse(data).data ?? {};
  if (error === undefined) return ok ? undefined : {};
  return { code: kinds[error] ?? 'API', message: error, serviceCode: error };
}
