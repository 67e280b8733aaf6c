import { withSignal } from '../http/ambient-signal.js';
import { Failure, isFailure } from '../sdk/failure.js';
import type { Capabilities } from '../sdk/manifest.js';
import { fullName, relativeName } from '../sdk/names.js';
import type { DnsProvider } from '../sdk/provider.js';
import type { DnsRecord, RecordDraft, Zone } from '../sdk/record.js';
import { recordId } from '../sdk/record-id.js';
import { unquoteTxt } from '../sdk/txt.js';
import { clampTtl } from './ttl.js';
import { createZoneLock, type ZoneLock } from './zone-lock.js';

/** Names in any of the three forms: relative, full, or with a final dot. Left out: the apex (for a write), all (for a list). */
export interface RecordQuery {
  readonly type?: string | undefined;
  readonly name?: string | undefined;
  readonly content?: string | undefined;
}

export interface ExactRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
}

export interface NewRecord {
  readonly type: string;
  readonly name: string;
  readonly content: string;
  /** In seconds; brought within the provider's limits. */
  readonly ttl: number;
  readonly priority?: number | undefined;
}

/** A record with its full name (no final dot), as the command line and issuance see it. */
export interface ListedRecord extends Omit<DnsRecord, 'name'> {
  readonly name: string;
}

/** The hard parts around a provider, done once for all of them. */
export interface RecordService {
  /** The zone as the provider knows it. @throws Failure ZONE_NOT_FOUND */
  findZone(): Promise<Zone>;
  /** A record that exists already is a success; there is never a second one. */
  create(record: NewRecord): Promise<void>;
  list(query: RecordQuery): Promise<ListedRecord[]>;
  /** By id, else the one record of this type and name. @throws Failure RECORD_NOT_FOUND where there is none or are several */
  update(id: string | undefined, record: Partial<NewRecord> & { type: string; ttl: number }): Promise<void>;
  /** By id, else every record that matches; none is a success. */
  remove(id: string | undefined, query: RecordQuery): Promise<void>;
  /** Creates several records at once, in as few requests as the API allows. */
  createAll(records: readonly NewRecord[]): Promise<void>;
  /** Removes these values, and nothing else, in as few requests as the API allows. */
  removeAll(records: readonly ExactRecord[]): Promise<void>;
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
}

export function createRecordService(options: RecordServiceOptions): RecordService {
  const { provider, capabilities, zoneName, signal, lock = createZoneLock() } = options;
  let zone: Promise<Zone> | undefined;

  function run<T>(work: () => Promise<T>): Promise<T> {
    return signal === undefined ? work() : withSignal(signal, work);
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
    const guarded = () => run(() => work(found));
    return capabilities.serialWrites ? lock(zoneName, guarded) : guarded();
  }

  function draftOf(record: NewRecord): RecordDraft {
    const { priority } = record;
    return {
      type: record.type,
      name: relativeName(record.name, zoneName),
      content: bareContent(record.type, record.content),
      ttl: clampTtl(record.ttl, capabilities),
      ...(priority !== undefined && { priority }),
    };
  }

  async function find(found: Zone, query: RecordQuery): Promise<readonly DnsRecord[]> {
    const { type } = query;
    const name = query.name === undefined ? undefined : relativeName(query.name, zoneName);
    const content = query.content === undefined ? undefined : bareContent(type, query.content);
    const records = await provider.listRecords(found, {
      ...(type !== undefined && { type }),
      ...(name !== undefined && { name }),
      ...(content !== undefined && { content }),
    });
    return records.filter(
      (record) =>
        (type === undefined || record.type === type) &&
        (name === undefined || record.name.toLowerCase() === name) &&
        (content === undefined || sameContent(record, content)),
    );
  }

  async function createOne(found: Zone, draft: RecordDraft): Promise<void> {
    if (capabilities.duplicates === 'allowed' && (await find(found, draft)).length > 0) return;
    try {
      await provider.createRecord(found, draft);
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS')) throw error;
    }
  }

  async function removeOne(found: Zone, id: string): Promise<void> {
    try {
      await provider.deleteRecord(found, id);
    } catch (error) {
      if (!isFailure(error, 'RECORD_NOT_FOUND')) throw error;
    }
  }

  async function removeFound(found: Zone, records: readonly DnsRecord[]): Promise<void> {
    if (records.length > 1 && provider.changeRecords !== undefined) {
      return provider.changeRecords(found, { create: [], remove: records });
    }
    for (const { id } of records) await removeOne(found, id);
  }

  return {
    findZone,
    create: (record) => write((found) => createOne(found, draftOf(record))),

    async list(query) {
      const found = await findZone();
      const records = await run(() => find(found, query));
      return records.map((record) => ({ ...record, name: fullName(record.name, zoneName) }));
    },

    update(id, record) {
      return write(async (found) => {
        const current = needsCurrent(id, record) ? await findCurrent(found, id, record) : undefined;
        const draft = draftOf({
          type: record.type,
          name: record.name ?? current?.name ?? '@',
          content: record.content ?? current?.content ?? '',
          ttl: record.ttl,
          priority: record.priority ?? current?.priority,
        });
        await provider.updateRecord(found, id ?? current?.id ?? '', draft);
      });
    },

    remove(id, query) {
      return write(async (found) => {
        if (id !== undefined) return removeOne(found, id);
        const { type, name, content } = query;
        const exact = type !== undefined && name !== undefined && content !== undefined;
        return removeFound(found, exact ? await doomedOf(found, [{ type, name, content }]) : await find(found, query));
      });
    },

    createAll(records) {
      return write(async (found) => {
        const drafts = records.map(draftOf);
        if (drafts.length > 1 && provider.changeRecords !== undefined) {
          return provider.changeRecords(found, { create: await absentOf(found, drafts), remove: [] });
        }
        for (const draft of drafts) await createOne(found, draft);
      });
    },

    removeAll(records) {
      return write(async (found) => {
        await removeFound(found, await doomedOf(found, records));
      });
    },

    async awaitLive() {
      const found = await findZone();
      await run(() => provider.awaitLive?.(found) ?? Promise.resolve());
    },
  };

  /** Where ids are made from the record itself nothing needs to be looked up: the provider reads the set anyway. */
  async function doomedOf(found: Zone, records: readonly ExactRecord[]): Promise<DnsRecord[]> {
    if (capabilities.granularity === 'set') return records.map((record) => withMadeId(record, zoneName));
    const doomed = new Map<string, DnsRecord>();
    for (const record of records) {
      for (const match of await find(found, record)) doomed.set(match.id, match);
    }
    return [...doomed.values()];
  }

  async function absentOf(found: Zone, drafts: readonly RecordDraft[]): Promise<RecordDraft[]> {
    if (capabilities.duplicates === 'ignored') return [...drafts];
    const absent: RecordDraft[] = [];
    for (const draft of drafts) {
      if ((await find(found, draft)).length === 0) absent.push(draft);
    }
    return absent;
  }

  async function findCurrent(found: Zone, id: string | undefined, record: RecordQuery): Promise<DnsRecord> {
    if (id !== undefined) {
      const current = (await find(found, { type: record.type })).find((candidate) => candidate.id === id);
      if (current !== undefined) return current;
      throw new Failure('RECORD_NOT_FOUND', `no ${record.type} record has the identifier ${id}`);
    }
    const [first, ...others] = await find(found, { type: record.type, name: record.name ?? '@' });
    if (first !== undefined && others.length === 0) return first;
    const name = fullName(record.name ?? '@', zoneName);
    throw new Failure(
      'RECORD_NOT_FOUND',
      `${others.length + (first ? 1 : 0)} ${record.type} records are called ${name}`,
      {
        mend: 'Tell which one with --identifier (see the ID column of the list command)',
      },
    );
  }
}

function withMadeId({ type, name, content }: ExactRecord, zoneName: string): DnsRecord {
  const key = { type, name: relativeName(name, zoneName), content: bareContent(type, content) };
  return { id: recordId(key), ...key };
}

function needsCurrent(id: string | undefined, record: RecordQuery): boolean {
  return id === undefined || record.name === undefined || record.content === undefined;
}

async function findOrFail({ provider, providerTitle, zoneName }: RecordServiceOptions): Promise<Zone> {
  const found = await provider.findZone(zoneName);
  if (found !== undefined) return found;
  throw new Failure('ZONE_NOT_FOUND', `the zone ${zoneName} is not in this account of ${providerTitle}`, {
    mend: 'Check that the zone exists there and that the credential may see it',
  });
}

function bareContent(type: string | undefined, content: string): string {
  return type === 'TXT' ? unquoteTxt(content) : content;
}

/** TXT is compared to the letter; of the rest, case and a final dot do not matter, and a priority may stand apart. */
function sameContent(record: DnsRecord, wanted: string): boolean {
  if (record.type === 'TXT') return record.content === wanted;
  const normal = (text: string) => text.toLowerCase().replace(/\.$/, '');
  const withPriority = record.priority === undefined ? record.content : `${record.priority} ${record.content}`;
  return normal(record.content) === normal(wanted) || normal(withPriority) === normal(wanted);
}
