import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  type RecordChange,
  readByOffset,
  recordItems,
  type Schema,
  throughChanges,
  toPresentation,
  unlessGone,
  type WrittenRecord,
  type Zone,
  zoneUnless,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** `code = 200`, and of lists `property[total][0] = 4` and the columns: `property[NAME][0] = www` */
const propertyIn = (text: string, name: string) => new RegExp(`^${name} *= *(.*?) *$`, 'im').exec(text)?.[1];
const Page = z.string().transform((text) => {
  const rows = new Map<string, Readonly<Record<string, string>>>();
  for (const [, column = '', row = '', value = ''] of text.matchAll(/^property\[(\w+)\]\[(\d+)\] *= *(.*?) *$/gim))
    rows.set(row, { ...rows.get(row), [column.toLowerCase()]: value });
  const items = [...rows.values()].filter(({ name }) => name !== undefined);
  return { items, total: Number(propertyIn(text, 'property\\[total\\]\\[0\\]')) };
});
const Refusal = z
  .string()
  .transform((text) => ({ serviceCode: propertyIn(text, 'code'), message: propertyIn(text, 'description') }))
  .refine(({ serviceCode }) => serviceCode !== '200');
const explain = explainRefusals(Refusal, [
  [/^53[01]$/, 'AUTHENTICATION'],
  [/^545$/, 'ZONE_NOT_FOUND'],
  [/^42\d$/, 'SERVER'],
]);
const { fromItem } = recordItems({ hasIds: false, quotes: 'read' });
/** What is to go is told with the TTL that it has. */
const lineOf = ({ name, ttl, type, content }: WrittenRecord) =>
  `${name} ${ttl} IN ${type} ${toPresentation({ type, content })}`;

/** https://kb.centralnicreseller.com/api/api-command/ModifyDNSZone */
export default defineProvider<typeof manifest>(({ options, http }) => {
  const baseUrl = 'https://api.rrpproxy.net/api/call.cgi';
  const api = http.extend({ baseUrl, bodyFormat: 'form', responseFormat: 'text', explain });

  function run<T>(command: string, zone: Zone, schema: Schema<T>, fields: object, repeatable = true): Promise<T> {
    const body = { s_login: options.login, s_pw: options.password, command, dnszone: zone.name, ...fields };
    return api.post('', schema, body, { repeatable });
  }

  async function listRecords(zone: Zone) {
    const items = await readByOffset((first = 0) =>
      run('QueryDNSZoneRRList', zone, Page, { wide: 1, first, limit: 250 }),
    );
    return items.map((item) => fromItem(item, zone));
  }

  async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    const listGone = async () =>
      (await listRecords(zone)).filter(({ id }) => remove.some((record) => record.id === id));
    const gone = remove.length === 0 ? [] : await listGone();
    const added = create.map((record, index) => [`addrr${index}`, lineOf(record)]);
    const lines = [...added, ...gone.map((record, index) => [`delrr${index}`, lineOf(record)])];
    if (lines.length === 0) return;
    const changed = run('ModifyDNSZone', zone, z.string(), Object.fromEntries(lines), false);
    await unlessGone(changed, async () => added.length > 0 || (await listGone()).length > 0);
  }

  return {
    findZone: (name) => zoneUnless('ZONE_NOT_FOUND', name, run('StatusDNSZone', { name }, z.string(), {})),
    listRecords,
    ...throughChanges(changeRecords),
  };
});
