import { z } from 'zod';
import {
  anything,
  defineProvider,
  explainRefusals,
  type HttpClient,
  inSession,
  path,
  publishing,
  type RecordDraft,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';
import { fromXml, Rr, toXml } from './records.js';

const Token = z.object({ access_token: z.string() }).transform(({ access_token }) => access_token);
const Zone = z
  .object({ '@name': z.string(), '@service': z.string() })
  .transform((zone) => ({ name: zone['@name'], service: zone['@service'] }));
type Zone = z.infer<typeof Zone>;
/** What has nothing in it is empty text. */
const zonesOf = <T>(zone: z.ZodType<T>) =>
  z
    .object({
      response: z.object({ data: z.union([z.object({ zone: z.array(zone).default([]) }), z.literal('')]).default('') }),
    })
    .transform(({ response: { data } }) => (data === '' ? [] : data.zone));
const Zones = zonesOf(Zone);
const Records = zonesOf(z.object({ rr: z.array(Rr).default([]) }));
const Refused = z
  .object({
    response: z.object({
      status: z.string().refine((status) => status !== 'success'),
      errors: z.object({ error: z.object({ '@code': z.string(), '#text': z.coerce.string() }) }).optional(),
    }),
  })
  .transform(({ response: { errors } }) => ({ serviceCode: errors?.error['@code'], message: errors?.error['#text'] }));

/** https://www.nic.ru/help/api-dns-hostinga_3643.html */
export default defineProvider<typeof manifest, Zone>(({ options, http }) => {
  const run = inSession(
    () => {
      const client = { client_id: options.serviceId, client_secret: options.secret };
      const user = { username: options.username, password: options.password };
      const body = { grant_type: 'password', ...client, ...user, scope: '.+:/dns-master/.+' };
      return http.post('https://api.nic.ru/oauth/token', Token, body, { bodyFormat: 'form', repeatable: true });
    },
    { http, secretOf: (token) => token },
  );
  const api = http.extend({
    baseUrl: 'https://api.nic.ru/dns-master',
    headers: { accept: 'text/xml' },
    bodyFormat: 'xml',
    responseFormat: 'xml',
    xmlLists: ['zone', 'rr', 'string'],
    explain: explainRefusals(Refused, [
      [/^4097$/, 'AUTHENTICATION'],
      [/not found/i, 'RECORD_NOT_FOUND'],
    ]),
  });
  const recordsOf = ({ name, service }: Zone) => path`/services/${service}/zones/${name}/records`;

  /** Changes are seen when the zone is committed. */
  function change(zone: Zone, work: (client: HttpClient) => Promise<void>): Promise<void> {
    return run(async (bearer) => {
      const client = api.extend({ bearer });
      const commit = path`/services/${zone.service}/zones/${zone.name}/commit`;
      await publishing(
        () => work(client),
        () => client.post(commit, anything, undefined, { repeatable: true }),
      );
    });
  }

  async function add(client: HttpClient, zone: Zone, draft: RecordDraft): Promise<void> {
    const request = { 'rr-list': { rr: toXml(draft) } };
    await client.put(recordsOf(zone), anything, { request }, { repeatable: false });
  }

  return {
    findZone: async (name) => zoneNamed(await run((bearer) => api.get('/zones', Zones, { bearer })), name),

    async listRecords(zone) {
      const zones = await run((bearer) => api.get(recordsOf(zone), Records, { bearer }));
      return zones.flatMap(({ rr }) => rr.flatMap((record) => fromXml(record, zone) ?? []));
    },

    createRecord: (zone, draft) => change(zone, (client) => add(client, zone, draft)),

    async updateRecord(zone, id, draft) {
      await change(zone, async (client) => {
        await add(client, zone, draft);
        await client.delete(path`${recordsOf(zone)}/${id}`);
      });
    },

    deleteRecord: (zone, id) => change(zone, (client) => client.delete(path`${recordsOf(zone)}/${id}`)),
  };
});
