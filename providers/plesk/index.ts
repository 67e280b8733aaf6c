import { z } from 'zod';
import {
  anything,
  baseAddress,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  hostOrEmpty,
  type RecordDraft,
  relativeName,
  replaceRecord,
  type Schema,
  splitPriority,
  undefinedIf,
  withDot,
  withoutDot,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { refusalIn } from './refusal.js';

interface PleskZone extends Zone {
  readonly id: string;
}

const Site = z.object({
  packet: z.object({ site: z.object({ get: z.object({ result: z.array(z.object({ id: z.string() })) }) }) }),
});
const Data = z.object({ type: z.string(), host: z.string(), value: z.string(), opt: z.string().default('') });
const Records = z.object({
  packet: z.object({
    dns: z.object({
      // A zone without records has one result, of neither.
      get_rec: z.object({ result: z.array(z.object({ id: z.string().default(''), data: Data.optional() })) }),
    }),
  }),
});
const explain = explainRefusals(
  { safeParse: (data) => ({ data: refusalIn(data) }) },
  [
    [/^(1001|1002|1003|1004|1005|1006|11003)$/, 'AUTHENTICATION'],
    [/^1007$|already exists/i, 'RECORD_EXISTS'],
    [/^1013$/, 'RECORD_NOT_FOUND'],
  ],
  'API',
);

export default defineProvider<typeof manifest, PleskZone>(({ options, http }) => {
  const { username, password } = options;
  const api = http.extend({
    // acme.sh has it with the path of the API.
    baseUrl: baseAddress(options.server.replace(/\/enterprise\/control\/agent\.php$/, '')),
    headers: { http_auth_login: username, http_auth_passwd: password },
    basic: { username, password },
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['result'],
    explain,
  });

  function send<T>(packet: object, schema: Schema<T>, repeatable = false): Promise<T> {
    return api.post('/enterprise/control/agent.php', schema, { packet }, { repeatable });
  }

  async function add(zone: PleskZone, draft: RecordDraft): Promise<void> {
    await send({ dns: { add_rec: { 'site-id': zone.id, ...toFields(draft) } } }, anything);
  }

  /** All in one packet, of which the server does each by itself. */
  async function remove(ids: readonly string[]): Promise<void> {
    await send({ dns: ids.map((id) => ({ del_rec: { filter: { id } } })) }, anything);
  }

  return {
    async findZone(name) {
      const asked = { site: { get: { filter: { name }, dataset: '' } } };
      const found = await undefinedIf('RECORD_NOT_FOUND', send(asked, Site, true));
      const site = found?.packet.site.get.result[0];
      return site && { name, id: site.id };
    },

    async listRecords(zone) {
      const { packet } = await send({ dns: { get_rec: { filter: { 'site-id': zone.id } } } }, Records, true);
      return packet.dns.get_rec.result.flatMap(({ id, data }) =>
        data === undefined ? [] : [toRecord(id, data, zone)],
      );
    },

    createRecord: add,

    async updateRecord(zone, id, draft) {
      await replaceRecord({ add: () => add(zone, draft), remove: () => remove([id]) });
    },

    deleteRecord: (_zone, id) => remove([id]),

    async changeRecords(zone, { create, remove: gone }) {
      for (const draft of create) await add(zone, draft);
      if (gone.length > 0) await undefinedIf('RECORD_NOT_FOUND', remove(gone.map(({ id }) => id)));
    },
  };
});

/** The option of MX is its priority. */
function toRecord(id: string, { type, host, value, opt }: z.infer<typeof Data>, zone: Zone): DnsRecord {
  const content = /^(CNAME|MX|NS)$/.test(type) ? withoutDot(value) : value;
  const priority = type === 'MX' ? Number(opt) : undefined;
  return { id, type, name: relativeName(host, zone.name), content, priority };
}

function toFields(draft: RecordDraft) {
  const { content, priority } = splitPriority(draft);
  const value = /^(CNAME|MX|NS)$/.test(draft.type) ? withDot(content) : content;
  return {
    type: draft.type,
    host: hostOrEmpty(draft.name),
    value,
    opt: draft.type === 'MX' ? String(priority ?? 10) : '',
  };
}
