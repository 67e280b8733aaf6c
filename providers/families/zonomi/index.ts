import { z } from 'zod';
import {
  type DnsProvider,
  explainRefusals,
  fullName,
  type HttpClient,
  type Item,
  isSameName,
  parseRecordId,
  type RecordChange,
  type RecordDraft,
  type RecordFilter,
  recordItems,
  type SetEdit,
  setEdits,
  splitPriority,
  undefinedIf,
  withoutDot,
  withoutUpdates,
  type Zone,
} from '../../../core/sdk/index.js';
import { type Action, toQuery } from './actions.js';

const ZonomiItem = z
  .object({ '@name': z.string(), '@type': z.string(), '@content': z.string(), '@ttl': z.string(), '@prio': z.string() })
  .transform((item) => ({
    name: item['@name'],
    type: item['@type'],
    value: item['@content'],
    // "3600 seconds"
    ttl: Number.parseInt(item['@ttl'], 10),
    prio: Number(item['@prio']),
  }));
type ZonomiItem = z.infer<typeof ZonomiItem>;
const WithItems = z.object({ record: z.array(ZonomiItem).default([]) });
/** An action that found nothing has attributes at most, or is empty. */
const Answer = z
  .object({
    dnsapi_result: z.object({ actions: z.object({ action: z.array(z.union([z.literal(''), WithItems])) }) }),
  })
  .transform(({ dnsapi_result }) => dnsapi_result.actions.action.flatMap((action) => action || []))
  .transform((actions) => actions.flatMap(({ record }) => record));
const { toItem, fromItem, fromItems } = recordItems({
  fields: { content: 'value' },
  hasIds: false,
  names: 'full',
  parts: { MX: ['prio', 'value'], SRV: ['prio', 'value'] },
  quotes: 'read',
});

const Refusal = z.object({ error: z.string() }).transform(({ error }) => ({ message: error }));
const explainRefusal = explainRefusals(
  Refusal,
  [
    [/no zone found/i, 'ZONE_NOT_FOUND'],
    [/api.?key|not logged in|permission/i, 'AUTHENTICATION'],
  ],
  'API',
);

/** The DNS of Zonomi, and of RimuHosting, to which it belongs. https://zonomi.com/app/dns/dyndns.jsp */
export function zonomiProvider(http: HttpClient, baseUrl: string, token: string): DnsProvider {
  const api = http.extend({
    baseUrl,
    query: { api_key: token },
    responseFormat: 'xml',
    xmlLists: ['action', 'record'],
    // Refusals come with 500, too, and mean what they say.
    explain: (response) => (/^40[13]$/.test(String(response.status)) ? undefined : explainRefusal(response)),
  });

  function run(...actions: Action[]): Promise<ZonomiItem[]> {
    return api.get('', Answer, { query: toQuery(actions) });
  }

  function query(zone: Zone, { type, name }: RecordFilter): Promise<ZonomiItem[]> {
    return run({ action: 'QUERY', name: name === undefined ? `**.${zone.name}` : fullName(name, zone.name), type });
  }

  async function listRecords(zone: Zone, filter: RecordFilter) {
    return fromItems(await query(zone, filter), zone);
  }

  /** Adds values of one name and type; those that stand there already are set again, or they would go. */
  async function addValues(zone: Zone, { type, name, add }: SetEdit): Promise<void> {
    const before = (await query(zone, { type, name })).filter((item) => item.type === type);
    const known = new Set(before.map((item) => fromItem(item, zone).id));
    const added = add.map((draft) => toItem(draft, zone)).filter((item) => !known.has(fromItem(item, zone).id));
    if (added.length > 0) await run(...[...before.map(toAgain), ...added].map(toSet));
  }

  async function deleteRecord(zone: Zone, id: string): Promise<void> {
    const { type, name, content } = parseRecordId(id);
    const { content: value, priority } = splitPriority({ type, content });
    if (priority !== undefined) {
      const items = (await query(zone, { type, name })).filter((item) => item.type === type);
      const rest = items.filter((item) => alike(fromItem(item, zone).content) !== alike(content));
      // A removal is told the value and no priority: it would take along what differs in that alone.
      if (rest.some((item) => alike(item.value) === alike(value))) {
        if (rest.length < items.length) await run(...rest.map(toAgain).map(toSet));
        return;
      }
    }
    await run({ action: 'DELETE', type, name: fullName(name, zone.name), value });
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    await changeRecords(zone, { create: [draft], remove: [] });
  }

  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    for (const edit of setEdits({ create, remove: [] })) await addValues(zone, edit);
    for (const { id } of remove) await deleteRecord(zone, id);
  }

  return {
    async findZone(name) {
      const items = await undefinedIf('ZONE_NOT_FOUND', query({ name }, { type: 'SOA' }));
      return items?.some((item) => isSameName(item.name, name)) ? { name } : undefined;
    },

    listRecords,
    changeRecords,
    ...withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords }),
  };
}

/** Other types have a priority that means nothing. */
function toAgain({ prio, ...item }: ZonomiItem): Item {
  return item.type === 'MX' || item.type === 'SRV' ? { ...item, prio } : item;
}

/** Case and a final dot of host names do not matter. */
function alike(content: string): string {
  return withoutDot(content.toLowerCase());
}

function toSet(item: Item): Action {
  return { action: 'SET', ...item };
}
