import { z } from 'zod';
import {
  baseAddress,
  type DnsRecord,
  defineProvider,
  explainRefusals,
  fromPresentation,
  isFailure,
  type Path,
  parseRecordId,
  path,
  type RecordChange,
  type RecordFilter,
  readPages,
  recordId,
  throughSteps,
  undefinedIf,
  withoutUpdates,
} from '../../core/sdk/index.js';
import { createActions } from './actions.js';
import { planSets, type SetChange } from './change-sets.js';
import type manifest from './manifest.json';

const HetznerZone = z.object({ id: z.coerce.string(), name: z.string() });
type HetznerZone = z.infer<typeof HetznerZone>;
const OneZone = z.object({ zone: HetznerZone }).transform(({ zone }) => zone);
const Rrset = z.object({
  name: z.string(),
  type: z.string(),
  /** Null: that of the zone. */
  ttl: z.number().nullable(),
  records: z.array(z.object({ value: z.string() })),
});
type Rrset = z.infer<typeof Rrset>;
const Pagination = z.object({ pagination: z.object({ next_page: z.number().nullable() }) });
const RrsetPage = z
  .object({ rrsets: z.array(Rrset), meta: Pagination.optional() })
  .transform(({ rrsets, meta }) => ({ items: rrsets, next: meta?.pagination.next_page }));

const Refusal = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .transform(({ error: { code, message } }) => ({ message, serviceCode: code }));
/** While another change of the zone is under way a write is refused; it has done nothing, and is sent again. */
const explain = explainRefusals(Refusal, [
  [/^(conflict|locked)$/, 'RATE_LIMITED'],
  [/^uniqueness_error$/, 'RECORD_EXISTS'],
]);

export default defineProvider<typeof manifest, HetznerZone>((context) => {
  const api = context.http.extend({
    baseUrl: baseAddress(context.options.apiEndpoint),
    bearer: context.options.token,
    explain,
  });
  const act = createActions({ ...context, api });

  function listSets(zone: HetznerZone, { type, name }: RecordFilter): Promise<Rrset[]> {
    const address = path`/zones/${zone.id}/rrsets`;
    return readPages((page?: number) => api.get(address, RrsetPage, { query: { type, name, page } }));
  }

  async function removeValues(set: Path, records: SetChange['gone']): Promise<void> {
    try {
      await act('POST', path`${set}/actions/remove_records`, { records });
    } catch (error) {
      if (!isFailure(error, 'RECORD_NOT_FOUND')) throw error;
    }
  }

  async function addValues(zone: HetznerZone, address: Path, { type, name, add }: SetChange): Promise<void> {
    const sets = await listSets(zone, { type, name });
    const before = sets.find((set) => set.type === type && set.name === name);
    const known = new Set(before?.records.map(({ value }) => value));
    const records = add.filter(({ value }) => !known.has(value)).map(({ value }) => ({ value }));
    if (records.length === 0) return;
    // The values of a set share one TTL, which stays as it is where there is a set.
    const ttl = before === undefined ? add[0]?.ttl : (before.ttl ?? undefined);
    await act('POST', path`${address}/actions/add_records`, { ttl, records });
  }

  async function changeRecords(zone: HetznerZone, change: RecordChange): Promise<void> {
    for (const set of planSets(change)) {
      const address = path`/zones/${zone.id}/rrsets/${set.name}/${set.type}`;
      if (set.add.length > 0) await addValues(zone, address, set);
      if (set.gone.length > 0) await removeValues(address, set.gone);
    }
  }

  async function listRecords(zone: HetznerZone, filter: RecordFilter): Promise<DnsRecord[]> {
    return (await listSets(zone, filter)).flatMap(recordsOf);
  }

  const moving = throughSteps(changeRecords);
  // A set that stays keeps its TTL.
  const within = withoutUpdates(moving, { removesFirst: true, listRecords });

  return {
    findZone: (name) => undefinedIf('RECORD_NOT_FOUND', api.get(path`/zones/${name}`, OneZone)),

    listRecords,
    ...moving,

    updateRecord(zone, id, draft) {
      const { type, name } = parseRecordId(id);
      const moves = type !== draft.type || name !== draft.name;
      return (moves ? moving : within).updateRecord(zone, id, draft);
    },
  };
});

function recordsOf({ type, name, ttl, records }: Rrset): DnsRecord[] {
  return records.map(({ value }) => {
    const content = fromPresentation(type, value);
    return { id: recordId({ type, name, content }), type, name, content, ttl: ttl ?? undefined };
  });
}
