import { withSignal } from '../sdk/ambient-signal.js';
import { attributing, type Originator } from '../sdk/attribute.js';
import { Failure, isFailure } from '../sdk/failure.js';
import { checkKeptType } from '../sdk/kept-type.js';
import type { Capabilities } from '../sdk/manifest.js';
import { fullName } from '../sdk/names.js';
import type { DnsProvider } from '../sdk/provider.js';
import type { DnsRecord, RecordDraft, RecordFilter, Zone } from '../sdk/record.js';
import { findOrFail } from './find-or-fail.js';
import { onlyOne } from './only-one.js';
import {
  bearsPriority,
  draftOf,
  type ExactRecord,
  filterOf,
  isMatch,
  keyOf,
  type NewRecord,
  type RecordQuery,
  withMadeId,
} from './record-forms.js';
import { removeEach } from './remove-each.js';
import { updateOne } from './update-one.js';
import { createZoneLock, type ZoneLock } from './zone-lock.js';

/** A record with its full name (no final dot), as the command line and issuance see it. */
export type ListedRecord = DnsRecord;

/** What an update says of a record; the rest stays as it is. */
type ToldRecord = Partial<NewRecord> & { readonly type: string };

/** The hard parts around a provider, done once for all of them. */
export interface RecordService {
  /** The zone as the provider knows it. @throws Failure ZONE_NOT_FOUND */
  findZone(): Promise<Zone>;
  /** A record that exists already is a success; there is never a second one. */
  create(record: NewRecord): Promise<void>;
  list(query: RecordQuery): Promise<ListedRecord[]>;
  /** By id, else the one record of this type and name. @throws Failure RECORD_NOT_FOUND where there is none or are several */
  update(id: string | undefined, record: ToldRecord): Promise<void>;
  /** By id, else every record that matches; none is a success. */
  remove(id: string | undefined, query: RecordQuery): Promise<void>;
  /**
   * Creates several records at once, in as few requests as the API allows.
   * @param isNew none of these values can be there yet: nobody need look
   */
  createAll(records: readonly NewRecord[], isNew?: boolean): Promise<void>;
  /**
   * Removes these values, and nothing else, in as few requests as the API allows. One that is refused does not keep the
   * others.
   * @param onGone told of each one as soon as it is gone
   */
  removeAll(records: readonly ExactRecord[], onGone?: (record: ExactRecord) => void): Promise<void>;
  /** Resolves once the provider says that the changes are live; at once where it cannot tell. */
  awaitLive(): Promise<void>;
}

export interface RecordServiceOptions {
  readonly provider: DnsProvider;
  readonly capabilities: Capabilities;
  /** The apex of the zone to work in. */
  readonly zoneName: string;
  /** Stops all its work; left out, the ambient signal (`withSignal`) does. */
  readonly signal?: AbortSignal;
  /** Shared by all services of one provider, so that writes to a zone do not overlap. */
  readonly lock?: ZoneLock;
  /** For messages. */
  readonly providerTitle: string;
  /** Whose failures the failures are. */
  readonly origin?: Originator;
}

export function createRecordService(options: RecordServiceOptions): RecordService {
  const { provider, capabilities, zoneName, signal, lock = createZoneLock(), origin } = options;
  let zone: Promise<Zone> | undefined;

  function run<T>(work: () => Promise<T>): Promise<T> {
    const bounded = () => (signal === undefined ? work() : withSignal(signal, work));
    return origin === undefined ? bounded() : attributing(origin, bounded);
  }

  /** The zone is looked up once for as long as this service lives; a failure is not kept. */
  function findZone(): Promise<Zone> {
    zone ??= run(() => findOrFail(options)).catch((error: unknown) => {
      zone = undefined;
      throw error;
    });
    return zone;
  }

  async function write<T>(work: (zone: Zone) => Promise<T>): Promise<T> {
    const found = await findZone();
    if (!capabilities.serialWrites) return run(() => work(found));
    return run(() =>
      lock(zoneName, () => {
        // Without a lock of the host nobody else is known to write.
        if (options.lock !== undefined) provider.forgetReads?.();
        return work(found);
      }),
    );
  }

  async function find(found: Zone, filter: RecordFilter): Promise<DnsRecord[]> {
    return (await provider.listRecords(found, filter)).filter((record) => isMatch(record, filter));
  }

  /** What the API cannot hold is told before it is asked. */
  function checkType({ type }: { readonly type: string }): void {
    const { types } = capabilities;
    if (types.length === 0 || types.includes(type)) return;
    throw new Failure('UNSUPPORTED', `${options.providerTitle} takes no ${type} records from this program`, {
      hint: `Take one of ${types.join(', ')}`,
    });
  }

  async function createOne(found: Zone, draft: RecordDraft, isNew = false): Promise<void> {
    const mayBeThere = capabilities.duplicates === 'allowed' && !isNew;
    if (mayBeThere && (await find(found, keyOf(draft))).length > 0) return;
    try {
      await provider.createRecord(found, draft);
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS')) throw error;
    }
  }

  async function removeOne(found: Zone, id: string, record?: DnsRecord): Promise<void> {
    try {
      await provider.deleteRecord(found, id, record);
    } catch (error) {
      if (!isFailure(error, 'RECORD_NOT_FOUND')) throw error;
    }
  }

  async function removeFound(found: Zone, records: readonly DnsRecord[], onGone = noOne): Promise<void> {
    if (records.length > 1 && provider.changeRecords !== undefined) {
      return provider.changeRecords(found, { create: [], remove: records });
    }
    await removeEach(records, (record) => removeOne(found, record.id, record), onGone);
  }

  /** Where ids are made from the record itself nothing needs to be looked up: the provider reads the set anyway. */
  async function locate(found: Zone, records: readonly ExactRecord[]): Promise<DnsRecord[]> {
    const isMade = capabilities.granularity === 'set' || provider.hasMadeIds === true;
    if (isMade) return records.map((record) => withMadeId(record, zoneName));
    const wanted = records.map((record) => filterOf(record, zoneName));
    return (await listNames(found, wanted)).filter((record) => wanted.some((filter) => isMatch(record, filter)));
  }

  /** Records of the same types and names as these: one listing for each, however many values it has; of many names, one for all. */
  async function listNames(found: Zone, filters: readonly RecordFilter[]): Promise<DnsRecord[]> {
    const [only] = filters;
    if (filters.length === 1 && only !== undefined) return find(found, only);
    const names = new Map(filters.map(({ type = '', name = '' }) => [`${type} ${name}`, { type, name }]));
    const types = new Map(filters.map(({ type = '' }) => [type, { type }]));
    const lists = [];
    const questions: ReadonlyMap<string, RecordFilter> = names.size > namesAtMost ? types : names;
    for (const filter of questions.values()) lists.push(await find(found, filter));
    return lists.flat();
  }

  async function createTogether(found: Zone, drafts: readonly RecordDraft[], isNew = false): Promise<void> {
    if (drafts.length < 2 || provider.changeRecords === undefined) {
      for (const draft of drafts) await createOne(found, draft, isNew);
      return;
    }
    const present = capabilities.duplicates === 'ignored' || isNew ? [] : await listNames(found, drafts.map(keyOf));
    const absent = drafts.filter((draft) => !present.some((record) => isMatch(record, keyOf(draft))));
    if (absent.length > 0) await provider.changeRecords(found, { create: absent, remove: [] });
  }

  /** The record that an update is about, looked up where its id or a field is not told. */
  async function currentOf(found: Zone, id: string | undefined, told: ToldRecord): Promise<DnsRecord> {
    const { type, name, content } = told;
    if (id !== undefined && name !== undefined && content !== undefined) {
      if (capabilities.keepsTypes) checkKeptType(await provider.listRecords(found, {}), id, told);
      return { id, type, name, content };
    }
    if (id !== undefined) return onlyOne(await find(found, { type }), type, { id });
    const full = fullName(name ?? '@', zoneName);
    return onlyOne(await find(found, filterOf({ type, name: full }, zoneName)), type, { name: full });
  }

  return {
    findZone,
    async create(record) {
      checkType(record);
      await write((found) => createOne(found, draftOf(record, zoneName, capabilities)));
    },

    async list(query) {
      const found = await findZone();
      const records = await run(() => find(found, filterOf(query, zoneName)));
      return records.map((record) => ({ ...record, name: fullName(record.name, zoneName) }));
    },

    async update(id, record) {
      checkType(record);
      await write(async (found) => {
        const current = await currentOf(found, id, record);
        const { type, ttl, name = current.name, content = current.content } = record;
        const isTold = record.content !== undefined && bearsPriority(type, content);
        const priority = isTold ? record.priority : (record.priority ?? current.priority);
        const draft = draftOf({ type, name, content, ttl, priority }, zoneName, capabilities);
        await updateOne(provider, found, current.id, draft);
      });
    },

    remove(id, query) {
      return write(async (found) => {
        if (id !== undefined) return removeOne(found, id);
        const { type, name, content } = query;
        const isExact = type !== undefined && name !== undefined && content !== undefined;
        const doomed = isExact
          ? await locate(found, [{ type, name, content }])
          : await find(found, filterOf(query, zoneName));
        await removeFound(found, doomed);
      });
    },

    async createAll(records, isNew) {
      for (const record of records) checkType(record);
      const drafts = records.map((record) => draftOf(record, zoneName, capabilities));
      await write((found) => createTogether(found, drafts, isNew));
    },

    removeAll: (records, onGone = () => {}) =>
      write(async (found) => {
        const present = await locate(found, records);
        const tell = (gone: DnsRecord) => {
          for (const record of records) if (isMatch(gone, filterOf(record, zoneName))) onGone(record);
        };
        if (provider.removeRecords === undefined) return removeFound(found, present, tell);
        if (present.length > 0) await provider.removeRecords(found, present);
      }),

    async awaitLive() {
      const found = await findZone();
      await run(() => provider.awaitLive?.(found) ?? Promise.resolve());
    },
  };
}

/** More names than this are looked for in one listing of the zone's records of their type. */
const namesAtMost = 2;

function noOne(_record: DnsRecord): void {}
