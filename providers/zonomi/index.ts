import { z } from 'zod';
import {
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  fullName,
  type HttpResponse,
  isFailure,
  parseRecordId,
  type RecordChange,
  type RecordDraft,
  type RecordFilter,
  recordId,
  relativeName,
  splitPriority,
  type Zone,
} from '../../core/sdk/index.js';
import { type Action, toQuery } from './actions.js';
import type manifest from './manifest.json';

const Item = z
  .object({ '@name': z.string(), '@type': z.string(), '@content': z.string(), '@ttl': z.string(), '@prio': z.string() })
  .transform((item) => ({
    name: item['@name'],
    type: item['@type'],
    value: item['@content'],
    // "3600 seconds"
    ttl: Number.parseInt(item['@ttl'], 10),
    prio: Number(item['@prio']),
  }));
type Item = z.infer<typeof Item>;
const WithItems = z.object({ record: z.array(Item).default([]) });
/** An action that found nothing has attributes at most, or is empty. */
const Answer = z
  .object({
    dnsapi_result: z.object({ actions: z.object({ action: z.array(z.union([z.literal(''), WithItems])) }) }),
  })
  .transform(({ dnsapi_result }) => dnsapi_result.actions.action.flatMap((action) => action || []))
  .transform((actions) => actions.flatMap(({ record }) => record));
const Refusal = z.object({ error: z.string() });

const paths = {
  zonomi: 'https://zonomi.com/app/dns/dyndns.jsp',
  rimuhosting: 'https://rimuhosting.com/dns/dyndns.jsp',
} as const;

export default defineProvider<typeof manifest>(({ options, http }) => {
  const path = options.entrypoint === 'rimuhosting' ? paths.rimuhosting : paths.zonomi;
  const api = http.extend({
    query: { api_key: options.token },
    responseFormat: 'xml',
    xmlLists: ['action', 'record'],
    explain,
  });

  function run(...actions: Action[]): Promise<Item[]> {
    return api.get(path, Answer, { query: toQuery(actions) });
  }

  function query(zone: Zone, { type, name }: RecordFilter): Promise<Item[]> {
    return run({ action: 'QUERY', name: name === undefined ? `**.${zone.name}` : fullName(name, zone.name), type });
  }

  /** Adds values of one name and type; those that stand there already are set again, or they would go. */
  async function addValues(zone: Zone, drafts: readonly RecordDraft[]): Promise<void> {
    const [{ type, name } = { type: '', name: '' }] = drafts;
    const before = (await query(zone, { type, name })).filter((item) => item.type === type);
    const known = new Set(before.map((item) => fromItem(item, zone.name).id));
    const added = drafts.map((draft) => toAction(draft, zone.name)).filter(({ id }) => !known.has(id));
    if (added.length === 0) return;
    await run(...before.map(toAgain), ...added.map(({ action }) => action));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { type, name, content } = parseRecordId(id);
    const value = splitPriority({ type, content }).content;
    await run({ action: 'DELETE', type, name: fullName(name, zone.name), value });
  }

  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    for (const { id } of remove) await deleteRecord(zone, id);
    const sets = new Map<string, RecordDraft[]>();
    for (const draft of create) {
      const key = `${draft.type} ${draft.name}`;
      sets.set(key, [...(sets.get(key) ?? []), draft]);
    }
    for (const drafts of sets.values()) await addValues(zone, drafts);
  }

  return {
    async findZone(name) {
      try {
        const items = await query({ name }, { type: 'SOA' });
        return items.some((item) => item.name === name) ? { name } : undefined;
      } catch (error) {
        if (isFailure(error, 'ZONE_NOT_FOUND')) return undefined;
        throw error;
      }
    },

    async listRecords(zone, filter) {
      return (await query(zone, filter)).map((item) => fromItem(item, zone.name));
    },

    createRecord: (zone, draft) => addValues(zone, [draft]),
    updateRecord: (zone, id, draft) => changeRecords(zone, { create: [draft], remove: [{ id, ...parseRecordId(id) }] }),
    deleteRecord,
    changeRecords,
  };
});

function hasPriority(type: string): boolean {
  return type === 'MX' || type === 'SRV';
}

function fromItem({ name, type, value, ttl, prio }: Item, zone: string): DnsRecord {
  const data = fromPresentation(type, value);
  const content = hasPriority(type) ? `${prio} ${data}` : data;
  const relative = relativeName(name, zone);
  return { id: recordId({ type, name: relative, content }), type, name: relative, content, ttl };
}

function toAgain({ name, type, value, ttl, prio }: Item): Action {
  return { action: 'SET', type, name, value, ttl, prio: hasPriority(type) ? prio : undefined };
}

function toAction(draft: RecordDraft, zone: string): { id: string; action: Action } {
  const { type, name, ttl } = draft;
  const { content: value, priority: prio } = splitPriority(draft);
  const content = hasPriority(type) ? `${prio ?? 0} ${value}` : value;
  const id = recordId({ type, name, content });
  return { id, action: { action: 'SET', type, name: fullName(name, zone), value, ttl, prio } };
}

function explain({ ok, data, status }: HttpResponse): ExplainedFailure | undefined {
  const words = Refusal.safeParse(data).data?.error;
  if (words === undefined) return ok ? undefined : {};
  if (/no zone found/i.test(words)) return { code: 'ZONE_NOT_FOUND', message: words };
  const isRefused = status === 401 || status === 403 || /api.?key|not logged in|permission/i.test(words);
  return { code: isRefused ? 'AUTHENTICATION' : 'API', message: words };
}
