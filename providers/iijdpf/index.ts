import { z } from 'zod';
import {
  asAnswered,
  defineProvider,
  explainRefusals,
  Failure,
  fqdn,
  fromPresentation,
  path,
  poll,
  publishing,
  recordSetProvider,
  relativeName,
  toPresentation,
  withDot,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const text = z.string();
const Zones = z.object({ results: z.array(z.object({ id: text, name: text })) });
type Zone = z.infer<typeof Zones>['results'][number];
const Item = z.object({
  ...{ id: text, name: text, ttl: z.number().nullable(), rrtype: text, state: z.number() },
  rdata: z.array(z.object({ value: text })),
});
const Records = z.object({ results: z.array(Item) });
const Begun = z.object({ request_id: text });
const Job = z.object({ status: text });
/** Of requests, and of jobs that failed. */
const Refusal = z
  .object({ error_type: text, error_message: text, error_details: z.array(z.object({ attribute: text })).default([]) })
  .transform(({ error_type, error_message, error_details }) => {
    return { serviceCode: error_type, message: [error_message, ...error_details.map((it) => it.attribute)].join(' ') };
  });
const limit = 10_000;

/** https://manual.iij.jp/dpf/dpfapi/ */
export default defineProvider<typeof manifest, Zone>(({ options, http, now, signal }) => {
  const api = http.extend({
    baseUrl: 'https://api.dns-platform.jp/dpf/v1',
    bearer: options.apiToken,
    explain: explainRefusals(Refusal, [[/access_token/, 'AUTHENTICATION']]),
  });

  async function finish(answer: unknown): Promise<void> {
    const { request_id } = Begun.safeParse(answer).data ?? {};
    if (request_id === undefined) throw new Failure('RESPONSE', 'the answer tells of no job');
    const job = await poll({
      read: () => api.get(path`/jobs/${request_id}`, Job),
      isDone: ({ status }) => status !== 'RUNNING',
      ...{ pauseMs: 1000, limitMs: 120_000, now, signal },
    });
    if (job === undefined) throw new Failure('TIMEOUT', `the job ${request_id} of IIJ takes too long`);
    if (job.status !== 'SUCCESSFUL') throw new Failure('API', `the job ${request_id} of IIJ ended as ${job.status}`);
  }

  /** What was edited is served once it was applied to the zone. */
  function change({ id }: Zone, edit: () => Promise<unknown>): Promise<void> {
    const description = 'ACME challenges';
    const apply = () => api.patch(path`/zones/${id}/changes`, asAnswered, { description }, { repeatable: true });
    return publishing(
      async () => finish(await edit()),
      async () => finish(await apply()),
    );
  }

  return recordSetProvider({
    async findZone(name) {
      const query = { limit, '_keywords_name[]': withDot(name), '_keywords_service_code[]': options.serviceCode };
      const { results } = await api.get('/zones', Zones, { query });
      return zoneNamed(results, name, { option: 'auth-dpm-service-code' });
    },

    async listSets(zone, { type, name }) {
      const named = name === undefined ? undefined : fqdn(name, zone.name);
      const query = { limit, '_keywords_rrtype[]': type, '_keywords_name[]': named };
      const { results } = await api.get(path`/zones/${zone.id}/records`, Records, { query });
      // Those to be deleted, and what an update replaces, are there as well.
      return results
        .filter(({ state }) => state !== 2 && state !== 5)
        .map(({ id, name, ttl, rrtype, rdata }) => ({
          ...{ id, type: rrtype, name: relativeName(name, zone.name), ttl: ttl ?? undefined },
          values: rdata.map(({ value }) => fromPresentation(rrtype, value)),
        }));
    },

    writeSet(zone, { type, name, ttl, values }, before) {
      const rdata = values.map((content) => ({ value: toPresentation({ type, content }) }));
      const records = path`/zones/${zone.id}/records`;
      return change(zone, () =>
        before === undefined
          ? api.post(records, asAnswered, { name: fqdn(name, zone.name), rrtype: type, ttl, rdata })
          : api.patch(path`${records}/${before.id}`, asAnswered, { ttl, rdata }, { repeatable: true }),
      );
    },

    deleteSet: (zone, { id }) =>
      change(zone, async () => (await api.send('DELETE', path`/zones/${zone.id}/records/${id}`)).data),
  });
});
