import { z } from 'zod';
import {
  anything,
  baseAddress,
  defineProvider,
  fqdn,
  fromPresentation,
  isFailure,
  isSameName,
  type Path,
  parseRecordId,
  path,
  recordId,
  relativeName,
  type SetEdit,
  setEdits,
  throughChanges,
  toPresentation,
  undefinedIf,
  unquoteTxt,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import type manifest from './manifest.json';

const Item = z.object({ content: z.string(), disabled: z.boolean().default(false) });
const Page = z.object({
  data: z.array(z.object({ name: z.string(), type: z.string(), ttl: z.number(), records: z.array(Item) })),
  total: z.number().optional(),
});

/** The zone, or beneath the addresses for ACME the mere word that it is there. */
const Found = z.union([z.object({ domain: z.string() }), z.tuple([z.literal('found')])]);

interface RcodeZone extends Zone {
  readonly rrsets: Path;
  readonly isForAcme: boolean;
}

export default defineProvider<typeof manifest, RcodeZone>(({ options, http }) => {
  const api = http.extend({ baseUrl: path`${baseAddress(options.apiEndpoint)}/api/v1`, bearer: options.token });

  async function zoneAt(zone: Path, name: string): Promise<RcodeZone> {
    const found = await api.get(zone, Found);
    return { name, rrsets: path`${zone}/rrsets`, isForAcme: Array.isArray(found) };
  }

  /** The clients for ACME ask for no page. */
  async function setsOf({ rrsets, isForAcme }: RcodeZone) {
    const first = isForAcme ? await api.get(rrsets, Page) : undefined;
    if (first !== undefined && first.data.length >= (first.total ?? 0)) return first.data;
    return (await api.get(rrsets, Page, { query: { page_size: -1 } })).data;
  }

  /** What stands beside the values in hand is written back as it was read, switched off or not. */
  async function change(zone: RcodeZone, { type, name: relative, add, remove }: SetEdit): Promise<void> {
    const name = fqdn(relative, zone.name);
    const before = (await setsOf(zone)).find((set) => set.type === type && isSameName(set.name, name));
    const old = before?.records ?? [];
    const fresh = [...new Set(add.map(toPresentation))];
    const leaving = [...fresh, ...remove.map(({ content }) => toPresentation({ type, content }))].map((data) =>
      comparable(type, data),
    );
    const kept = old.filter(({ content }) => !leaving.includes(comparable(type, content)));
    if (fresh.length === 0 && kept.length === old.length) return;
    const records = [...fresh.map((content) => ({ content, disabled: false })), ...kept];
    const ttl = kept.length > 0 ? before?.ttl : (add[0]?.ttl ?? before?.ttl);
    const kind = before === undefined ? 'ADD' : records.length > 0 ? 'UPDATE' : 'DELETE';
    // As the clients for ACME write it.
    const changetype = zone.isForAcme ? kind.toLowerCase() : kind;
    await api.patch(zone.rrsets, anything, [{ name, type, ttl, records, changetype }], {
      repeatable: kind === 'UPDATE',
    });
  }

  const writes = throughChanges(async (zone: RcodeZone, changes) => {
    for (const edit of setEdits(changes)) await change(zone, edit);
  });

  async function listRecords(zone: RcodeZone) {
    return (await setsOf(zone)).flatMap(({ name: full, type, ttl, records }) => {
      const name = relativeName(full, zone.name);
      const enabled = records.filter(({ disabled }) => !disabled);
      return enabled.map(({ content: data }) => {
        const content = fromPresentation(type, data);
        return { id: recordId({ type, name, content }), type, name, content, ttl };
      });
    });
  }

  const moving = withoutUpdates(writes, { removesFirst: true, listRecords });

  return {
    async findZone(name) {
      try {
        return await zoneAt(path`/zones/${name}`, name);
      } catch (error) {
        if (isUnknownZone(error)) return undefined;
        // Tokens with the ACME permission have these addresses only.
        if (!isFailure(error, 'AUTHENTICATION', 'RECORD_NOT_FOUND')) throw error;
        return undefinedIf('RECORD_NOT_FOUND', zoneAt(path`/acme/zones/${name}`, name));
      }
    },

    listRecords,
    ...writes,

    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      if (old.type === draft.type && old.name === draft.name) return writes.updateRecord(zone, id, draft);
      await moving.updateRecord(zone, id, draft);
    },
  };
});

/** As against an address that the token does not have. */
function isUnknownZone(error: unknown): boolean {
  return isFailure(error, 'RECORD_NOT_FOUND') && /zone not found/i.test(error.message);
}

/** Neither the way of quoting nor the letters of host names make another value. */
function comparable(type: string, data: string): string {
  return type === 'TXT' ? unquoteTxt(data) : data.toLowerCase();
}
