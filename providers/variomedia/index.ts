import { z } from 'zod';
import {
  defineProvider,
  explainRefusals,
  Failure,
  path,
  poll,
  type RecordDraft,
  readPages,
  recordItems,
  undefinedIf,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

/** How long a job is waited for, in milliseconds. */
const limitMs = 120_000;

/** JSON:API. */
const Domain = z.object({ data: z.object({ id: z.string() }) }).transform(({ data }) => ({ name: data.id }));
const Item = z
  .object({ id: z.string(), attributes: z.looseObject({}) })
  .transform(({ id, attributes }) => ({ ...attributes, id }));
const ItemPage = z
  .object({ data: z.array(Item), links: z.object({ next: z.string().nullish() }).optional() })
  .transform(({ data, links }) => ({ items: data, next: links?.next }));
const Job = z
  .object({ data: z.object({ id: z.string(), attributes: z.object({ status: z.string() }) }) })
  .transform(({ data }) => ({ id: data.id, status: data.attributes.status }));
const Wrong = z.object({ id: z.string().optional(), title: z.string() });
const Refused = z
  .object({ errors: z.tuple([Wrong], Wrong) })
  .transform(({ errors }) => ({ message: errors.map(({ title }) => title).join(', '), serviceCode: errors[0].id }));
const fields = { type: 'record_type', content: 'data' };
const { toItem } = recordItems({ fields, apex: '' });
const { fromItem } = recordItems({ fields: { ...fields, name: 'fqdn_ace' } });

/** https://api.variomedia.de/docs/ */
export default defineProvider<typeof manifest>(({ options, http, now, signal }) => {
  const api = http.extend({
    baseUrl: 'https://api.variomedia.de',
    headers: { authorization: `token ${options.apiToken}`, accept: 'application/vnd.variomedia.v1+json' },
    explain: explainRefusals(Refused),
  });

  /** What is asked for is done when its job is. */
  async function finish(begun: { id: string; status: string }): Promise<void> {
    if (begun.status === 'done') return;
    const job = await poll({
      read: () => api.get(path`/queue-jobs/${begun.id}`, Job),
      isDone: ({ status }) => status === 'done' || /fail|error|cancel/i.test(status),
      pauseMs: 1000,
      growth: 1.5,
      longestPauseMs: 10_000,
      limitMs,
      now,
      signal,
    });
    if (job === undefined) throw new Failure('TIMEOUT', `the job ${begun.id} of Variomedia takes too long`);
    if (job.status !== 'done') throw new Failure('API', `the job ${begun.id} of Variomedia ended as: ${job.status}`);
  }

  async function createRecord(zone: Zone, draft: RecordDraft): Promise<void> {
    const attributes = { ...toItem(draft, zone), domain: zone.name };
    const request = { headers: { 'content-type': 'application/vnd.api+json' } };
    await finish(await api.post('/dns-records', Job, { data: { type: 'dns-record', attributes } }, request));
  }

  async function deleteRecord(_zone: Zone, id: string): Promise<void> {
    const { data } = await api.send('DELETE', path`/dns-records/${id}`);
    const job = Job.safeParse(data).data;
    if (job !== undefined) await finish(job);
  }

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/domains/${name}`, Domain)),

    async listRecords(zone) {
      const query = { 'filter[domain]': zone.name };
      const items = await readPages((next?: string) =>
        next === undefined ? api.get('/dns-records', ItemPage, { query }) : api.get(next, ItemPage),
      );
      return items.map((item) => fromItem(item, zone));
    },

    ...withoutUpdates({ createRecord, deleteRecord }),
  };
});
