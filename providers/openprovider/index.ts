import { z } from 'zod';
import {
  anything,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  noRecord,
  path,
  readByOffset,
  recordItems,
  signedIn,
  undefinedIf,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zone = z.object({ data: z.object({ id: z.number(), name: z.string() }) }).transform(({ data }) => data);
type Zone = z.infer<typeof Zone>;
/** As it is listed, so that it can be named when it goes. */
const Item = z.object({
  name: z.string(),
  type: z.string(),
  value: z.string(),
  ttl: z.number(),
  prio: z.number().nullish(),
});
type Item = z.infer<typeof Item>;
const Items = z
  .object({ data: z.object({ results: z.array(Item).nullish(), total: z.number().optional() }) })
  .transform(({ data }) => ({ items: data.results ?? [], total: data.total }));
const Login = z.object({ data: z.object({ token: z.string() }) }).transform(({ data }) => data.token);
const { toItem } = recordItems({
  fields: { content: 'value' },
  apex: '',
  priority: { MX: 'prio', SRV: 'prio' },
  quotes: 'read',
});
const plain = recordItems({ fields: { content: 'value' }, hasIds: false, quotes: 'read' });
/** Whatever the status, a code that is not 0 is a refusal. */
const Refused = z
  .object({ code: z.number().refine((code) => code !== 0), desc: z.unknown().optional() })
  .transform(({ code, desc }) => ({ serviceCode: code, message: desc }));

/** The largest part of a list that the API gives. */
const limit = 500;

/** https://docs.openprovider.com/doc/all */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const open = http.extend({
    baseUrl: 'https://api.openprovider.eu/v1beta',
    explain: explainRefusals(
      Refused,
      [
        [/authenticat|authoriz|access denied/i, 'AUTHENTICATION'],
        [/duplicate/i, 'RECORD_EXISTS'],
        [/not (found|exist)/i, 'RECORD_NOT_FOUND'],
      ],
      'API',
    ),
  });
  const { username, password } = options;
  const logIn = () => open.post('/auth/login', Login, { username, password, ip: '0.0.0.0' }, { repeatable: true });
  const api = open.extend(signedIn(logIn));

  async function listItems(zone: Zone): Promise<Item[]> {
    return readByOffset((offset = 0) =>
      api.get(path`/dns/zones/${zone.name}/records`, Items, { query: { limit, offset } }),
    );
  }

  async function change(zone: Zone, records: object): Promise<void> {
    await api.put(
      path`/dns/zones/${zone.name}`,
      anything,
      { id: zone.id, name: zone.name, records },
      { repeatable: false },
    );
  }

  /** What is to go is named as it is listed, but for its name, which is relative then. */
  async function listed(zone: Zone, id: string): Promise<Item> {
    const found = (await listItems(zone)).find((item) => readItem(item, zone).id === id);
    if (found === undefined) throw noRecord(id);
    const { name } = readItem(found, zone);
    const { prio, ...item } = found;
    return { ...item, ...(hasPriority(found) && { prio }), name: name === '@' ? '' : name };
  }

  return {
    hasMadeIds: true,

    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/dns/zones/${name}`, Zone)),

    async listRecords(zone) {
      return (await listItems(zone)).map((item) => readItem(item, zone));
    },

    createRecord: (zone, draft) => change(zone, { add: [toItem(draft, zone)] }),

    async updateRecord(zone, id, draft) {
      await change(zone, { update: [{ original_record: await listed(zone, id), record: toItem(draft, zone) }] });
    },

    async deleteRecord(zone, id) {
      await change(zone, { remove: [await listed(zone, id)] });
    },
  };
});

/** A priority is part of the content, since ids are made of that. */
function readItem({ prio, ...item }: Item, zone: Zone): DnsRecord {
  const value = hasPriority({ ...item, prio }) ? `${prio} ${item.value}` : item.value;
  return plain.fromItem({ ...item, value }, zone);
}

/** Others are listed with a 0, which nobody asks for. */
function hasPriority({ type, prio }: Item): boolean {
  return /^(MX|SRV)$/.test(type) && typeof prio === 'number';
}
