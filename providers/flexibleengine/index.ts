import { z } from 'zod';
import {
  anything,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  fullName,
  type HttpResponse,
  isFailure,
  joinPriority,
  type NewRecordSet,
  type Path,
  parseRecordId,
  path,
  type RecordDraft,
  type RecordSet,
  readPages,
  recordSetProvider,
  relativeName,
  replaceRecord,
  toPresentation,
  withoutDot,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const FlexibleZone = z
  .object({ id: z.string(), name: z.string(), zone_type: z.string().optional() })
  .transform(({ id, name, zone_type }) => ({ id, name: withoutDot(name), isPublic: zone_type !== 'private' }));
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
const Page = z
  .object({ recordsets: z.array(Rrset), links: z.object({ next: z.string().optional() }).optional() })
  .transform(({ recordsets, links }) => ({ items: recordsets, next: links?.next }));

/** A set, and what the API calls it. */
interface StoredSet extends RecordSet {
  readonly id: string;
}

const Refusal = z.object({ code: z.string(), message: z.string() });

export default defineProvider<typeof manifest, FlexibleZone>(({ options, http }) => {
  const { token, zoneId } = options;
  const baseUrl = 'https://dns.prod-cloud-ocb.orange-business.com/v2';
  const api = http.extend({ baseUrl, headers: { 'X-Auth-Token': token }, explain });

  async function listSets(zone: FlexibleZone): Promise<StoredSet[]> {
    const rrsets = await readPages((next: string | Path = path`/zones/${zone.id}/recordsets`) => api.get(next, Page));
    return rrsets.map((rrset) => toSet(rrset, zone));
  }

  async function writeSet(zone: FlexibleZone, set: NewRecordSet, before?: StoredSet): Promise<void> {
    const { type, name, ttl, values } = set;
    const records = values.map((content) => (type === 'TXT' ? toPresentation({ type, content }) : content));
    const body = { name: fullName(name, zone.name), type, ttl, records };
    const all = path`/zones/${zone.id}/recordsets`;
    if (before === undefined) await api.post(all, anything, body);
    else await api.put(path`${all}/${before.id}`, anything, body);
  }

  const provider = recordSetProvider<FlexibleZone, StoredSet>({
    async findZone(name) {
      if (zoneId !== undefined) {
        const zone = await api.get(path`/zones/${zoneId}`, FlexibleZone);
        return zoneNamed([zone], name);
      }
      const zones = await api.get('/zones', Zones, { query: { name } });
      return zoneNamed(zones, name, { isServed: (zone) => zone.isPublic, option: 'zone-id' });
    },
    listSets,
    writeSet,
    async deleteSet(zone, set) {
      await api.delete(path`/zones/${zone.id}/recordsets/${set.id}`);
    },
  });

  /** A new set is made unseen; only where there is one already it is read, and changed. */
  async function createRecord(zone: FlexibleZone, draft: RecordDraft): Promise<void> {
    const { type, name, ttl } = draft;
    try {
      await writeSet(zone, { type, name, ttl, values: [joinPriority(draft)] });
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
      await replaceRecord({ add: () => createRecord(zone, draft), remove: () => provider.deleteRecord(zone, id) });
    },
  };
});

function toSet({ id, name, type, ttl, records }: Rrset, zone: Zone): StoredSet {
  const values = records.map((data) => fromPresentation(type, data));
  return { id, type, name: relativeName(name, zone.name), ttl: ttl ?? undefined, values };
}

function explain({ ok, data }: HttpResponse): ExplainedFailure | undefined {
  if (ok) return undefined;
  const refusal = Refusal.safeParse(data).data;
  if (refusal === undefined) return {};
  const { code: serviceCode, message } = refusal;
  return { message, serviceCode, ...(serviceCode === 'DNS.0312' && { code: 'RECORD_EXISTS' }) };
}
