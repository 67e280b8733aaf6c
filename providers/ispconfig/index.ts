import { z } from 'zod';
import {
  baseAddress,
  defineProvider,
  explainRefusals,
  inSession,
  isFailure,
  noRecord,
  path,
  type RecordDraft,
  type RecordFilter,
  recordItems,
  replaceRecord,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Id = z.union([z.string(), z.number()]).transform(String);
const Zone = z
  .object({ id: Id, origin: z.string(), server_id: Id, sys_userid: Id, active: z.string().optional() })
  .transform(({ id, origin, server_id: server, sys_userid: owner, active = '' }) => ({
    id,
    name: origin,
    server,
    owner,
    isServed: !/^n$/i.test(active),
  }));
type Zone = z.infer<typeof Zone>;
/** How many a change was made to; whoever does not tell has made it. */
const Rows = z.coerce.number().catch(1);
const Item = z
  .looseObject({ id: Id, type: z.string() })
  .transform((item) => ({ ...item, type: item.type.toUpperCase() }));

/** Several rows, one alone, or false for none. */
function rowsOf<T extends z.ZodType>(row: T) {
  return z.union([z.array(row), z.literal(false).transform(() => []), row.transform((only) => [only])]);
}

const { toItem, fromItem } = recordItems({
  fields: { content: 'data' },
  names: 'fqdn',
  priority: { MX: 'aux', SRV: 'aux' },
  dots: true,
});

/** Everything is answered with 200. */
const Refusal = z
  .object({ code: z.string().refine((code) => code !== 'ok'), message: z.unknown().optional() })
  .transform(({ code, message }) => ({ serviceCode: code, message }));
const explain = explainRefusals(
  Refusal,
  [
    [/login.?failed|session|permission|not allowed|maximum number of failed/i, 'AUTHENTICATION'],
    [/no_domain_found/, 'ZONE_NOT_FOUND'],
  ],
  'API',
);

export default defineProvider<typeof manifest, Zone>(({ options, http, now }) => {
  const { serverUrl, username, password } = options;
  const api = http.extend({ baseUrl: baseAddress(serverUrl), explain });

  function ask<T>(method: string, response: z.ZodType<T>, body: object): Promise<T> {
    const Answer = z.object({ code: z.literal('ok'), response }).transform((answer) => answer.response);
    return api.post(path`?${method}`, Answer as z.ZodType<T>, body, {
      repeatable: /^login$|_get|_update$/.test(method),
    });
  }

  const run = inSession(() => ask('login', z.string().min(1), { username, password, client_login: false }), {
    http,
    secretOf: (session) => session,
  });

  function call<T>(method: string, response: z.ZodType<T>, fields: object): Promise<T> {
    return run((session) => ask(method, response, { session_id: session, ...fields }));
  }

  /** Zones of the administrator have no client. */
  async function clientOf({ owner }: Zone): Promise<string> {
    try {
      return await call('client_get_id', Id, { sys_userid: owner });
    } catch (error) {
      if (isFailure(error, 'API')) return '0';
      throw error;
    }
  }

  /** What a call needs that writes a record. */
  async function written(zone: Zone, draft: RecordDraft) {
    const { ttl, aux = 0, ...item } = toItem(draft, zone);
    const stamp = new Date(now()).toISOString().slice(0, 19).replace('T', ' ');
    const texts = { type: draft.type.toLowerCase(), aux: String(aux), ttl: String(ttl) };
    const params = { server_id: zone.server, zone: zone.id, ...item, ...texts, active: 'y', stamp };
    return { client_id: await clientOf(zone), params, update_serial: true };
  }

  /** The list of all is younger than the look-up by name, which finds only names that were written in full. */
  async function itemsOf(zone: Zone, { type, name }: RecordFilter) {
    const Items = rowsOf(Item);
    try {
      return await call('dns_rr_get_all_by_zone', Items, { zone_id: zone.id });
    } catch (error) {
      if (type === undefined || name === undefined || !isFailure(error, 'API', 'AUTHENTICATION')) throw error;
      const found = toItem({ type, name, content: '' }, zone);
      return call(functionOf(type, 'get'), Items, { primary_id: { name: found.name, type } });
    }
  }

  return {
    async findZone(name) {
      return zoneNamed(await call('dns_zone_get', rowsOf(Zone), { primary_id: { origin: `${name}.` } }), name, {
        isServed: ({ isServed }) => isServed,
      });
    },

    async listRecords(zone, filter) {
      const items = await itemsOf(zone, filter);
      return items.map((item) => ({ ...fromItem(item, zone), id: [item.type, item.id].join('/') }));
    },

    async createRecord(zone, draft) {
      await call(functionOf(draft.type, 'add'), Id, await written(zone, draft));
    },

    async updateRecord(zone, id, draft) {
      const [type = '', record = ''] = id.split('/');
      const fields = await written(zone, draft);
      if (type === draft.type) {
        const rows = await call(functionOf(type, 'update'), Rows, { primary_id: record, ...fields });
        // None, too, where all stood so already.
        const isThere = async () =>
          (await itemsOf(zone, draft)).some((item) => item.type === type && item.id === record);
        if (rows === 0 && !(await isThere())) throw noRecord(id);
      } else {
        await replaceRecord({
          add: async () => void (await call(functionOf(draft.type, 'add'), Id, fields)),
          remove: () => this.deleteRecord(zone, id),
        });
      }
    },

    async deleteRecord(_zone, id) {
      const [type = '', record = ''] = id.split('/');
      await call(functionOf(type, 'delete'), z.unknown(), { primary_id: record, update_serial: true });
    },
  };
});

/** Each type has functions of its own, and rights for them. */
function functionOf(type: string, does: 'get' | 'add' | 'update' | 'delete'): string {
  return ['dns', type.toLowerCase(), does].join('_');
}
