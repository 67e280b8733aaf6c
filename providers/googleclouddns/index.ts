import { z } from 'zod';
import {
  defineProvider,
  Failure,
  fqdn,
  fromPresentation,
  isSameName,
  memo,
  type NewRecordSet,
  type Path,
  parseRecordId,
  path,
  poll,
  type RecordFilter,
  type RecordSet,
  type RecordSetApi,
  readPages,
  recordSetProvider,
  relativeName,
  signedIn,
  toPresentation,
  withoutDot,
  withoutUpdates,
  type Zone,
  zoneNamed,
} from '../../core/sdk/index.js';
import { readCredentials, readUsualFile } from './credentials.js';
import type manifest from './manifest.json';
import { metadataProject } from './metadata.js';
import { fetchToken } from './token.js';

const GoogleZone = z
  .object({ id: z.coerce.string(), dnsName: z.string(), visibility: z.string().optional() })
  .transform(({ id, dnsName, visibility }) => ({ id, name: withoutDot(dnsName), isPublic: visibility !== 'private' }));
type GoogleZone = z.infer<typeof GoogleZone>;
const ZonePage = z
  .object({ managedZones: z.array(GoogleZone).default([]), nextPageToken: z.string().optional() })
  .transform(({ managedZones, nextPageToken }) => ({ items: managedZones, next: nextPageToken }));
const Rrset = z.object({
  name: z.string(),
  type: z.string(),
  ttl: z.number().optional(),
  /** Sets with a routing policy have none. */
  rrdatas: z.array(z.string()).default([]),
});
type Rrset = z.infer<typeof Rrset>;
const RrsetPage = z
  .object({ rrsets: z.array(Rrset).default([]), nextPageToken: z.string().optional() })
  .transform(({ rrsets, nextPageToken }) => ({ items: rrsets, next: nextPageToken }));

/** A set, and what was read of it: a deletion must name it to the letter. */
interface StoredSet extends RecordSet {
  readonly read: Rrset;
}

const Change = z.object({ id: z.string(), status: z.string() });

interface ManagedZone extends Zone {
  readonly id: string;
}

/** Both serve the same API; keys that know where their tokens come from are used at the address of today's documentation. */
const hosts = { today: path`https://dns.googleapis.com/dns/v1`, old: path`https://content.googleapis.com/dns/v1` };

const progressPauseMs = 2000;
const longestProgressMs = 120_000;

export default defineProvider<typeof manifest, ManagedZone>(({ options, http, now, signal }) => {
  const { env } = process;
  const credentials = memo(async () => {
    const info = options.serviceAccountInfo;
    const read = await (info === undefined ? readUsualFile(env) : readCredentials(info));
    if (read !== undefined && 'private_key' in read) http.hide(read.private_key);
    return { read };
  });
  const project = memo(async () => {
    const { read } = await credentials();
    const own = read !== undefined && 'client_email' in read ? read.project_id : read?.quota_project_id;
    const found = options.project ?? own ?? (read === undefined ? await metadataProject(http, env) : undefined);
    if (found !== undefined) return found;
    throw new Failure('CONFIG', 'nobody says which project of Google Cloud holds the zone', {
      hint: 'Give --project-id (GCE_PROJECT)',
    });
  });
  async function logIn(): Promise<string> {
    const { read } = await credentials();
    return fetchToken({ http, now, env, credentials: read, impersonate: options.impersonate });
  }
  const api = http.extend(signedIn(logIn));
  /** Changes that were not live when they were made, by the zone's id. */
  const pending = new Map<string, string>();

  async function pathOf(zone: ManagedZone): Promise<Path> {
    return path`${await zonesPath()}/${zone.id}`;
  }

  async function zonesPath(): Promise<Path> {
    const { read } = await credentials();
    const isNew = read !== undefined && 'client_email' in read && read.token_uri !== undefined;
    return path`${isNew ? hosts.today : hosts.old}/projects/${await project()}/managedZones`;
  }

  async function readSets(zone: ManagedZone, { type, name }: RecordFilter): Promise<StoredSet[]> {
    // A type alone is refused.
    const query = name === undefined ? {} : { type, name: fqdn(name, zone.name) };
    const address = path`${await pathOf(zone)}/rrsets`;
    const rrsets = await readPages((pageToken?: string) =>
      api.get(address, RrsetPage, { query: { ...query, pageToken } }),
    );
    return rrsets.map((rrset) => toSet(rrset, zone));
  }

  async function write(zone: ManagedZone, change: { additions?: Rrset[]; deletions?: Rrset[] }) {
    const { id, status } = await api.post(path`${await pathOf(zone)}/changes`, Change, change);
    if (status !== 'done') pending.set(zone.id, id);
  }

  const sets: RecordSetApi<ManagedZone, StoredSet> = {
    async findZone(name) {
      const address = await zonesPath();
      if (options.zoneId !== undefined) {
        return zoneNamed([await api.get(path`${address}/${options.zoneId}`, GoogleZone)], name);
      }
      const isServed = (zone: GoogleZone) => zone.isPublic;
      const isIt = (zone: GoogleZone) => isServed(zone) && isSameName(zone.name, name);
      const read = (pageToken?: string) => api.get(address, ZonePage, { query: { pageToken } });
      const zones = await readPages(read, isIt);
      return zoneNamed(options.privateZone ? zones : zones.filter(isIt), name, { isServed, option: 'zone-id' });
    },
    listSets: readSets,
    async writeSet(zone, set, before) {
      const additions = [toRrset(set, zone)];
      await write(zone, before === undefined ? { additions } : { deletions: [before.read], additions });
    },
    /** A change is made whole or not at all. */
    async writeSets(zone, writes) {
      const additions = writes.filter(({ set }) => set.values.length > 0).map(({ set }) => toRrset(set, zone));
      const deletions = writes.flatMap(({ before }) => (before === undefined ? [] : before.read));
      await write(zone, { additions, deletions });
    },
    async deleteSet(zone, set) {
      await write(zone, { additions: [], deletions: [set.read] });
    },
    async awaitLive(zone) {
      const id = pending.get(zone.id);
      if (id === undefined) return;
      const address = path`${await pathOf(zone)}/changes/${id}`;
      await poll({
        read: () => api.get(address, Change),
        isDone: ({ status }) => status === 'done',
        pauseMs: progressPauseMs,
        limitMs: longestProgressMs,
        now,
        signal,
      });
      pending.delete(zone.id);
    },
  };

  const provider = recordSetProvider(sets);
  const wholeZone = recordSetProvider({ ...sets, listSets: (zone) => readSets(zone, {}) });

  const { createRecord } = provider;
  const { deleteRecord, listRecords } = wholeZone;
  const moving = withoutUpdates({ createRecord, deleteRecord }, { removesFirst: true, listRecords });

  return {
    ...provider,
    // Names that are looked for, rather than known, are found in the zone as a whole.
    listRecords,
    deleteRecord,
    // Clean-up knows the names.
    removeRecords: async (zone, records) => provider.changeRecords?.(zone, { create: [], remove: records }),
    async changeRecords(zone, change) {
      await (change.create.length > 0 ? provider : wholeZone).changeRecords?.(zone, change);
    },
    async updateRecord(zone, id, draft) {
      const old = parseRecordId(id);
      if (old.type === draft.type && old.name === draft.name) return wholeZone.updateRecord(zone, id, draft);
      await moving.updateRecord(zone, id, draft);
    },
  };
});

function toRrset({ type, name, ttl, values }: NewRecordSet, zone: Zone): Rrset {
  const rrdatas = values.map((content) => toPresentation({ type, content }));
  return { name: fqdn(name, zone.name), type, ttl, rrdatas };
}

function toSet(read: Rrset, zone: Zone): StoredSet {
  const { name, type, ttl, rrdatas } = read;
  const values = rrdatas.map((data) => fromPresentation(type, data));
  return { type, name: relativeName(name, zone.name), ttl, values, read };
}
