import { z } from 'zod';
import {
  canonicalName,
  defineProvider,
  explainRefusals,
  Failure,
  fullName,
  isFailure,
  isWithin,
  type RecordSet,
  recordSetProvider,
  relativeName,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Domain = z.object({ id: z.coerce.number(), fqdn: z.string() }).transform(({ id, fqdn }) => ({ id, name: fqdn }));
type Zone = z.infer<typeof Domain>;
const Subdomain = z.object({ fqdn: z.string(), domain_id: z.coerce.number().optional() });
/** The text stands in one field or the other. */
const Text = z.looseObject({
  txtdata: z.string().optional(),
  value: z.string().nullish(),
  ttl: z.coerce.number().optional(),
});
const Records = z.looseObject({ TXT: z.array(Text).optional() });
const Data = z.object({ records: Records.optional() });

/** A name of the service, with all that stands there, also without text. */
type Place = RecordSet & { readonly records: z.infer<typeof Records> };

const Fault = z
  .object({ error_code: z.string(), error_text: z.unknown().optional() })
  .transform(({ error_code, error_text }) => ({ serviceCode: error_code, message: error_text }));
/** All of it comes with status 200. */
const Refused = z.union([
  Fault,
  z.object({ answer: Fault }).transform(({ answer }) => answer),
  z.object({ answer: z.object({ errors: z.tuple([Fault], z.unknown()) }) }).transform(({ answer }) => answer.errors[0]),
]);

/** https://beget.com/en/kb/api/beget-api */
export default defineProvider<typeof manifest, Zone>(({ options: { username, password }, http }) => {
  const api = http.extend({
    baseUrl: 'https://api.beget.com/api',
    bodyFormat: 'form',
    explain: explainRefusals(Refused, [[/^AUTH_ERROR$/, 'AUTHENTICATION']]),
  });
  const login = { login: username, passwd: password, input_format: 'json', output_format: 'json' };

  async function call<T>(method: string, result: z.ZodType<T>, input: object = {}, repeatable = true): Promise<T> {
    const Answer = z.object({ answer: z.object({ status: z.literal('success'), result }) });
    const body = { ...login, input_data: JSON.stringify(input) };
    return (await api.post(method, Answer, body, { repeatable })).answer.result as T;
  }

  /** Names that are known to have records. */
  async function namesOf(zone: Zone): Promise<string[]> {
    const all = await call('/domain/getSubdomainList', z.array(Subdomain));
    const own = all.filter(
      ({ fqdn, domain_id = zone.id }) => domain_id === zone.id && isWithin(canonicalName(fqdn), zone.name),
    );
    return ['@', ...own.map(({ fqdn }) => relativeName(fqdn, zone.name))];
  }

  /** What is at a name; undefined: nothing yet. Some accounts are told of a name only once it is a subdomain. */
  async function recordsAt(zone: Zone, name: string): Promise<Place['records'] | undefined> {
    try {
      return (await call('/dns/getData', Data, { fqdn: fullName(name, zone.name) })).records ?? {};
    } catch (error) {
      if (!isFailure(error, 'API') || (await namesOf(zone)).includes(name)) throw error;
      return undefined;
    }
  }

  /** Makes these the texts of a name, and sends what else is there along, since it would be lost. */
  async function save(zone: Zone, name: string, { A, AAAA, MX, ...others }: Place['records'], TXT: object[]) {
    const fqdn = fullName(name, zone.name);
    const lost = ['CAA', 'SRV', 'CNAME', 'NS'].filter((type) => Array.isArray(others[type]) && others[type].length > 0);
    if (lost.length > 0)
      throw new Failure('UNSUPPORTED', `${fqdn} has ${lost.join(' and ')} records, which a change would remove`);
    await call('/dns/changeRecords', z.unknown(), { fqdn, records: { A, AAAA, MX, TXT } });
  }

  return recordSetProvider<Zone, Place>({
    findZone: async (name) => zoneNamed(await call('/domain/getList', z.array(Domain)), name),

    async listSets(zone, { name }) {
      const places: Place[] = [];
      for (const each of name === undefined ? await namesOf(zone) : [name]) {
        const records = await recordsAt(zone, each);
        if (records === undefined) continue;
        const texts = (records.TXT ?? []).filter((text) => textOf(text) !== '');
        places.push({ type: 'TXT', name: each, ttl: texts[0]?.ttl, values: texts.map(textOf), records });
      }
      return places;
    },

    async writeSet(zone, { name, ttl, values }, before) {
      if (before === undefined)
        await call('/domain/addSubdomainVirtual', z.unknown(), { subdomain: name, domain_id: zone.id }, false);
      const texts = before?.records.TXT ?? [];
      const form = (value: string) => texts.find((text) => textOf(text) === value) ?? { priority: 10, value };
      const written = values.map((value) => ({ ...form(value), ttl }));
      // What a new subdomain begins with is not wanted.
      await save(zone, name, before?.records ?? {}, written);
    },

    deleteSet: (zone, { name, records }) => save(zone, name, records, []),
  });
});

function textOf({ txtdata, value }: z.infer<typeof Text>): string {
  return txtdata ?? value ?? '';
}
