import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type FailureWords,
  joinPriority,
  parseRecordId,
  path,
  type RecordDraft,
  type RecordKey,
  recordItems,
  type Schema,
  splitParts,
  splitPriority,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Zones = z
  .object({ answer: z.object({ services: z.array(z.object({ dname: z.string() })) }) })
  .transform(({ answer }) => answer.services.map(({ dname }) => ({ name: dname })));
const Items = z
  .object({ answer: z.object({ domains: z.array(z.object({ rrs: z.array(z.looseObject({})).default([]) })) }) })
  .transform(({ answer }) => answer.domains.flatMap(({ rrs }) => rrs));
const { fromItems } = recordItems({
  fields: { name: 'subname', type: 'rectype' },
  parts: { MX: ['prio', 'content'], SRV: ['prio', 'content'] },
  quotes: 'read',
  hasIds: false,
});

/** Refusals come with 200, of the whole request or of a domain. https://www.reg.ru/reseller/api2doc#common_errors */
const text = z.string().nullish().catch(undefined);
const Told = z.object({ result: z.literal('error'), error_code: text, error_text: text });
const Refusal = z
  .union([
    Told,
    z
      .object({ answer: z.object({ domains: z.tuple([Told], z.unknown()) }) })
      .transform(({ answer }) => answer.domains[0]),
  ])
  .transform(({ error_code, error_text }) => ({ message: error_text, serviceCode: error_code }));
const kinds: FailureWords = [
  [/AUTH|ACCESS_DENIED|ACCESS_TO_API|RESELLER/, 'AUTHENTICATION'],
  [/EXCEEDED_ALLOWED_CONNECTION_RATE|LIMIT/, 'RATE_LIMITED'],
  [/^(RR|RECORD)_(NOT_FOUND|NOT_EXISTS)/, 'RECORD_NOT_FOUND'],
  [/^(NO_DOMAIN|DOMAIN_NOT_FOUND|NO_SUCH_DOMAIN|SERVICE_NOT_FOUND)/, 'ZONE_NOT_FOUND'],
  [/^(SERVICE_UNAVAILABLE|INTERNAL_API_ERROR|API_UNAVAILABLE)/, 'SERVER'],
];

/** How each type is added: the function, and what its content is called there. */
const additions: Readonly<Record<string, readonly [name: string, parts: readonly string[]]>> = {
  A: ['add_alias', ['ipaddr']],
  AAAA: ['add_aaaa', ['ipaddr']],
  CNAME: ['add_cname', ['canonical_name']],
  MX: ['add_mx', ['priority', 'mail_server']],
  NS: ['add_ns', ['dns_server']],
  TXT: ['add_txt', ['text']],
  SRV: ['add_srv', ['priority', 'weight', 'port', 'target']],
  CAA: ['add_caa', ['flags', 'tag', 'value']],
};

export default defineProvider<typeof manifest>(({ options, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.reg.ru/api/regru2',
    bodyFormat: 'form',
    explain: explainRefusals(Refusal, kinds, 'API'),
  });

  function call<T>(action: string, schema: Schema<T>, input: object): Promise<T> {
    const { username, password } = options;
    const fields = { username, password, input_data: JSON.stringify(input), input_format: 'json' };
    const repeatable = /^(get|remove)_/.test(action);
    const group = action === 'get_list' ? 'service' : 'zone';
    return api.post(path`/${group}/${action}`, schema, fields, { repeatable });
  }

  async function callOn<T>(zone: Zone, action: string, schema: Schema<T>, input: object): Promise<T> {
    return call(action, schema, { domains: [{ dname: zone.name }], ...input, output_content_type: 'plain' });
  }

  async function add(zone: Zone, draft: RecordDraft): Promise<void> {
    const { type, name } = draft;
    const [action, parts] = additions[type] ?? ['', []];
    await callOn(zone, action, anything, { subdomain: name, ...splitParts(type, joinPriority(draft), parts) });
  }

  async function remove(zone: Zone, key: RecordKey): Promise<void> {
    const { type, name } = key;
    await callOn(zone, 'remove_record', anything, { subdomain: name, record_type: type, ...splitPriority(key) });
  }

  return {
    findZone: async (name) =>
      zoneNamed(await call('get_list', Zones, { servtype: 'domain', output_content_type: 'plain' }), name),

    listRecords: async (zone) => fromItems(await callOn(zone, 'get_resource_records', Items, {}), zone),

    ...withoutUpdates({ createRecord: add, deleteRecord: (zone, id) => remove(zone, parseRecordId(id)) }),
  };
});
