import { z } from 'zod';
import {
  baseAddress,
  type DnsRecord,
  defineProvider,
  type ExplainedFailure,
  fromPresentation,
  type HttpResponse,
  isFailure,
  type Path,
  parseRecordId,
  path,
  type RecordDraft,
  recordId,
  relativeName,
  withDot,
  withoutUpdates,
  type Zone,
} from '../../core/sdk/index.js';
import { planSets, type Rrset, type RrsetChange, type ValueChange } from './change-sets.js';
import type manifest from './manifest.json';

const Item = z.object({ content: z.string(), disabled: z.boolean().optional() });
const RecordSet = z.object({ name: z.string(), type: z.string(), ttl: z.number().optional(), records: z.array(Item) });
const Answer = z.object({ kind: z.string().optional(), rrsets: z.array(RecordSet) });

interface PowerDnsZone extends Zone {
  readonly path: Path;
  /** Whether the server tells secondaries of changes. */
  readonly hasSecondaries: boolean;
}

/** What PowerDNS calls itself. */
const usualServerId = 'localhost';

/** What finding a zone has read serves the first change as well, if that comes within this many milliseconds. */
const freshMs = 2000;

/** The last write of this process: passes and doors each have a client of their own, and one must not go by what another has changed since. */
let lastWrite = {};

export default defineProvider<typeof manifest, PowerDnsZone>(({ options, http, log, now }) => {
  const api = http.extend({
    ...serverAddress(options),
    headers: { 'x-api-key': options.token },
    // Replacing a set twice is harmless, and with sqlite the server answers 500 to writes at the same time.
    repeatable: true,
    explain: explainMissing,
  });
  let lastRead: { zone: string; sets: readonly Rrset[]; write: object; at: number } | undefined;

  async function readSets({ name, path: address }: PowerDnsZone): Promise<readonly Rrset[]> {
    const known = lastRead;
    lastRead = undefined;
    if (known?.zone === name && known.write === lastWrite && now() - known.at < freshMs) return known.sets;
    return (await api.get(address, Answer)).rrsets;
  }

  async function write(zone: PowerDnsZone, rrsets: readonly RrsetChange[]): Promise<void> {
    if (rrsets.length === 0) return;
    lastWrite = {};
    try {
      await api.send('PATCH', zone.path, { body: { rrsets } });
    } finally {
      lastWrite = {};
    }
    if (zone.hasSecondaries && !options.disableNotify) await notify(zone);
  }

  /** A lost notification only delays the secondaries, and whoever waits for them will see that. */
  async function notify({ name, path: address }: PowerDnsZone): Promise<void> {
    try {
      await api.send('PUT', path`${address}/notify`);
    } catch (error) {
      if (isFailure(error, 'ABORTED')) throw error;
      log.warn({ zone: name, error: String(error) }, 'the secondary servers could not be notified');
    }
  }

  async function change(
    zone: PowerDnsZone,
    wanted: ValueChange,
    emptied: RrsetChange['changetype'] = 'DELETE',
  ): Promise<void> {
    const sets = planSets(await readSets(zone), wanted, zone.name);
    await write(
      zone,
      sets.map((set) => (set.changetype === 'DELETE' ? { ...set, changetype: emptied } : set)),
    );
  }

  async function listRecords(zone: PowerDnsZone) {
    return (await readSets(zone)).flatMap((set) => recordsOf(set, zone.name));
  }

  async function createRecord(zone: PowerDnsZone, draft: RecordDraft) {
    await change(zone, { create: [draft], remove: [] });
  }

  async function deleteRecord(zone: PowerDnsZone, id: string) {
    await change(zone, { create: [], remove: [parseRecordId(id)] }, 'REPLACE');
  }

  const moving = withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords });

  return {
    async findZone(name) {
      const address = path`/zones/${name}.`;
      const write = lastWrite;
      try {
        const { kind = 'Native', rrsets } = await api.get(address, Answer);
        lastRead = { zone: name, sets: rrsets, write, at: now() };
        return { name, path: address, hasSecondaries: /^(master|primary|producer)$/i.test(kind) };
      } catch (error) {
        if (isFailure(error, 'ZONE_NOT_FOUND')) return undefined;
        throw error;
      }
    },
    listRecords,
    createRecord,
    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      // A target that stays was listed without its final dot.
      const kept = old.type === 'CNAME' && old.content === draft.content;
      const created = kept ? { ...draft, content: withDot(draft.content) } : draft;
      if (old.type === draft.type && old.name === draft.name) {
        return change(zone, { create: [created], remove: [old] });
      }
      await moving.updateRecord(zone, id, created);
    },
    deleteRecord,
    changeRecords: (zone, { create, remove }) => change(zone, { create, remove }),
    forgetReads() {
      lastRead = undefined;
    },
  };
});

/** People give the server, its API, or the address that the API shows of itself, which names the server id as well; or a socket. */
function serverAddress({ server, serverId }: { readonly server: string; readonly serverId: string }) {
  const given = server.trim();
  const socketPath = /^unix:(?:\/\/)?(\/.+)$/i.exec(given)?.[1];
  if (socketPath !== undefined) return { socketPath, baseUrl: path`http://localhost/api/v1/servers/${serverId}` };
  const known = /^(.*?)(?:\/api(?:\/v1(?:\/servers(?:\/([^/]+))?)?)?)?\/*$/;
  const part = (which: string) => given.replace(known, which);
  const id = serverId === usualServerId ? part('$2') || serverId : serverId;
  return { baseUrl: path`${baseAddress(part('$1'))}/api/v1/servers/${id}` };
}

function recordsOf({ type, name, ttl, records }: Rrset, zone: string): DnsRecord[] {
  const relative = relativeName(name, zone);
  return records
    .filter((item) => !item.disabled)
    .map((item) => {
      const content = fromPresentation(type, item.content);
      return { id: recordId({ type, name: relative, content }), type, name: relative, content, ttl };
    });
}

/** Servers before 4.4 say 422 where today's say 404. */
function explainMissing({ status, text }: HttpResponse): ExplainedFailure | undefined {
  const missing = status === 404 || (status === 422 && text.includes('Could not find domain'));
  return missing ? { code: 'ZONE_NOT_FOUND' } : undefined;
}
