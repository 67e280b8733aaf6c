import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  recordItems,
  replaceRecord,
  type Schema,
  withId,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Reason = z
  .object({ code: z.number(), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ message, serviceCode: code }));
/** Clients of the service have it in both ways of writing. */
const Refused = z.union([
  z.object({ error: Reason }).transform(({ error }) => error),
  z.object({ Error: Reason }).transform(({ Error: reason }) => reason),
]);
const explain = explainRefusals(
  Refused,
  [
    [/invalid token/i, 'AUTHENTICATION'],
    // What is said of every domain that is not in the account, or not in the rights of the token.
    [/permission denied/i, 'ZONE_NOT_FOUND'],
    [/^404\b|no such record|record not found/i, 'RECORD_NOT_FOUND'],
    [/already exists|duplicate/i, 'RECORD_EXISTS'],
    [/^429\b/, 'RATE_LIMITED'],
  ],
  'API',
);
const Answer = z.object({ result: z.unknown() });
const Domain = z.object({ name: z.string() });
const Records = z.object({
  records: z.array(z.looseObject({ id: z.union([z.string(), z.number()]), type: z.string() })),
});
const { toItem, fromItem } = recordItems({ priority: { MX: 'prio' } });
/** Rows of the service that are no records of the DNS: dynamic addresses and redirections. */
const isOwnKind = (type: string) => !/^[A-Z0-9]+$/.test(type);

export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://njal.la',
    headers: { authorization: `Njalla ${options.token}` },
    explain,
  });

  /** Ids were numbers once and are text today: each goes back as it came; one that did not come here tells by its form. */
  const ids = new Map<string, string | number>();
  const sentId = (id: string) => ids.get(id) ?? (/^\d+$/.test(id) ? Number(id) : id);

  async function call<T>(method: string, result: Schema<T>, params: object): Promise<T> {
    const answer: Schema<T> = { parse: (data) => result.parse(Answer.parse(data).result) };
    const repeatable = /^(get|list|edit)-/.test(method);
    return api.post('/api/1/', answer, { method, params }, { repeatable });
  }

  async function recordsOf(zone: Zone) {
    const { records } = await call('list-records', Records, { domain: zone.name });
    for (const { id } of records) ids.set(String(id), id);
    return records.filter(({ type }) => !isOwnKind(type)).map((item) => fromItem(item, zone));
  }

  const add = (zone: Zone, draft: Parameters<typeof toItem>[0]) =>
    call('add-record', anything, { domain: zone.name, ...toItem(draft, zone) });
  const remove = (zone: Zone, id: string) => call('remove-record', anything, { domain: zone.name, id: sentId(id) });

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, call('get-domain', Domain, { domain: name })),

    listRecords: recordsOf,

    async createRecord(zone, draft) {
      await add(zone, draft);
    },

    async updateRecord(zone, id, draft) {
      const old = withId(await recordsOf(zone), id);
      const keepsTtl = draft.askedTtl === undefined || draft.ttl === old.ttl;
      if (old.name === draft.name && old.type === draft.type && keepsTtl) {
        await call('edit-record', anything, { domain: zone.name, id: sentId(id), content: draft.content });
      } else {
        await replaceRecord({ add: () => add(zone, draft), remove: () => remove(zone, id) });
      }
    },

    async deleteRecord(zone, id) {
      await remove(zone, id);
    },
  };
});
