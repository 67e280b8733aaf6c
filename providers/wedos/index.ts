import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  publishing,
  type RecordChange,
  type RecordDraft,
  recordItems,
  type Schema,
  undefinedIf,
  withId,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import { credentialOf } from './credentials.js';
import type manifest from './manifest.json';

/** Lists come as lists, or as objects with numbers for names. */
function listOf<T>(item: z.ZodType<T>) {
  return z
    .union([z.array(item), z.record(z.string(), item)])
    .default([])
    .transform((list) => Object.values(list));
}

const Answer = z.object({
  response: z.object({
    data: z
      .unknown()
      .nullish()
      .transform((data) => data ?? {}),
  }),
});
const Domains = z.object({ domain: listOf(z.object({ name: z.string() })) });
const Rows = z.object({ row: listOf(z.looseObject({})) });
const { toItem, fromItem } = recordItems({
  fields: { id: 'ID', type: 'rdtype', content: 'rdata' },
  apex: '',
  dots: true,
});
/** Codes from 2000 on are refusals. https://kb.wedos.com/en/wapi-api-interface/wapi-return-codes/ */
const Refused = z
  .object({ response: z.object({ code: z.coerce.number().min(2000), result: z.string().nullish() }) })
  .transform(({ response }) => ({ message: response.result, serviceCode: response.code }));
const explain = explainRefusals(
  Refused,
  [
    [/auth|password|login|access not allowed|ip address/i, 'AUTHENTICATION'],
    [/already exists/i, 'RECORD_EXISTS'],
    [/row .*not (found|exist)|invalid row/i, 'RECORD_NOT_FOUND'],
    [/too many|limit/i, 'RATE_LIMITED'],
    [/^[45]\d{3}$/, 'SERVER'],
  ],
  'API',
);

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const api = http.extend({ baseUrl: 'https://api.wedos.com', bodyFormat: 'form', explain });

  async function run<T>(command: string, data: object | string, schema: Schema<T>, repeatable = false): Promise<T> {
    const auth = credentialOf(options.username, options.pass, now());
    const request = JSON.stringify({ request: { user: options.username, auth, command, data } });
    const answer: Schema<T> = { parse: (given) => schema.parse(Answer.parse(given).response.data) };
    return api.post('/wapi/json', answer, { request }, { repeatable });
  }

  async function recordsOf(zone: Zone) {
    const { row } = await run('dns-rows-list', { domain: zone.name }, Rows, true);
    return row.map((item) => fromItem(item, zone));
  }

  async function add(zone: Zone, draft: RecordDraft): Promise<void> {
    const { name, ttl, rdtype: type, rdata } = toItem(draft, zone);
    await run('dns-row-add', { domain: zone.name, name, ttl, type, rdata }, anything);
  }

  async function remove(zone: Zone, id: string): Promise<void> {
    await run('dns-row-delete', { domain: zone.name, row_id: id }, anything);
  }

  async function commit(zone: Zone): Promise<void> {
    await run('dns-domain-commit', { name: zone.name }, anything, true);
  }

  /** Changes wait until they are committed, all at once. */
  async function changeRecords(zone: Zone, { create, remove: gone }: RecordChange): Promise<void> {
    async function write(): Promise<void> {
      for (const draft of create) await add(zone, draft);
      for (const { id } of gone) await undefinedIf('RECORD_NOT_FOUND', remove(zone, id));
    }
    await publishing(write, () => commit(zone));
  }

  return {
    findZone: async (name) => zoneNamed((await run('dns-domains-list', '', Domains, true)).domain, name),

    listRecords: recordsOf,

    createRecord: (zone, draft) => changeRecords(zone, { create: [draft], remove: [] }),

    // A row keeps its name and type.
    async updateRecord(zone, id, draft) {
      const old = withId(await recordsOf(zone), id);
      if (old.name !== draft.name || old.type !== draft.type) {
        return changeRecords(zone, { create: [draft], remove: [old] });
      }
      const { ttl, rdata } = toItem(draft, zone);
      const row = { domain: zone.name, row_id: id, ttl, rdata };
      await publishing(
        () => run('dns-row-update', row, anything, true),
        () => commit(zone),
      );
    },

    deleteRecord: (zone, id) =>
      publishing(
        () => remove(zone, id),
        () => commit(zone),
      ),

    changeRecords,
  };
});
