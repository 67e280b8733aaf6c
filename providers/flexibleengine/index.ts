import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  fullName,
  type HttpResponse,
  isFailure,
  parseRecordId,
  type RecordDraft,
  type RecordSet,
  recordSetProvider,
  relativeName,
  toPresentation,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const FlexibleZone = z
  .object({ id: z.string(), name: z.string() })
  .transform(({ id, name }) => ({ id, name: name.replace(/\.$/, '') }));
type FlexibleZone = z.infer<typeof FlexibleZone>;
const Zones = z.object({ zones: z.array(FlexibleZone) }).transform(({ zones }) => zones);
const Rrset = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  ttl: z.number().nullish(),
  records: z.array(z.string()),
});
type Rrset = z.infer<typeof Rrset>;
const Page = z.object({ recordsets: z.array(Rrset), links: z.object({ next: z.string().optional() }).optional() });
const Refusal = z.object({ code: z.string(), message: z.string() });

export default defineProvider<typeof manifest, FlexibleZone>(({ options, http }) => {
  const { token, zoneId } = options;
  const baseUrl = 'https://dns.prod-cloud-ocb.orange-business.com/v2';
  const api = http.extend({ baseUrl, headers: { 'X-Auth-Token': token }, explain });
  /** The API's ids, by the sets that were made from what was read. */
  const ids = new WeakMap<RecordSet, string>();

  async function listSets(zone: FlexibleZone): Promise<RecordSet[]> {
    const sets: RecordSet[] = [];
    for (let path: string | undefined = `/zones/${zone.id}/recordsets`; path !== undefined; ) {
      const page: z.infer<typeof Page> = await api.get(path, Page);
      for (const rrset of page.recordsets) {
        const set = toSet(rrset, zone);
        ids.set(set, rrset.id);
        sets.push(set);
      }
      path = page.links?.next;
    }
    return sets;
  }

  async function writeSet(zone: FlexibleZone, set: RecordSet, before: RecordSet | undefined): Promise<void> {
    const { type, name, ttl, values } = set;
    const records = values.map((content) => (type === 'TXT' ? toPresentation({ type, content }) : content));
    const body = { name: fullName(name, zone.name), type, ttl, records };
    const path = `/zones/${zone.id}/recordsets`;
    if (before === undefined) await api.post(path, anything, body);
    else await api.put(`${path}/${ids.get(before)}`, anything, body);
  }

  const provider = recordSetProvider<FlexibleZone>({
    async findZone(name) {
      if (zoneId !== undefined) {
        const zone = await api.get(`/zones/${zoneId}`, FlexibleZone);
        return zone.name === name ? zone : undefined;
      }
      return (await api.get('/zones', Zones, { query: { name } })).find((zone) => zone.name === name);
    },
    listSets,
    writeSet,
    async deleteSet(zone, set) {
      await api.delete(`/zones/${zone.id}/recordsets/${ids.get(set)}`);
    },
  });

  /** A new set is made unseen; only where there is one already it is read, and changed. */
  async function createRecord(zone: FlexibleZone, draft: RecordDraft): Promise<void> {
    const { type, name, ttl, content, priority } = draft;
    const values = [priority === undefined ? content : `${priority} ${content}`];
    try {
      await writeSet(zone, { type, name, ttl, values }, undefined);
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS')) throw error;
      await provider.createRecord(zone, draft);
    }
  }

  return {
    ...provider,
    createRecord,
    /** A set keeps its name for life. */
    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      if (old.type === draft.type && old.name === draft.name) return provider.updateRecord(zone, id, draft);
      await createRecord(zone, draft);
      await provider.deleteRecord(zone, id);
    },
  };
});

function toSet({ name, type, ttl, records }: Rrset, zone: Zone): RecordSet {
  const values = records.map((data) => fromPresentation(type, data));
  return { type, name: relativeName(name, zone.name), ttl: ttl ?? undefined, values };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return {};
  const { code: serviceCode, message } = refusal;
  return { message, serviceCode, ...(serviceCode === 'DNS.0312' && { code: 'RECORD_EXISTS' }) };
}
