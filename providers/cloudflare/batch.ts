import {
  anything,
  type HttpClient,
  isFailure,
  path,
  type RecordChange,
  type RecordDraft,
  undefinedIf,
} from '../../core/sdk/index.js';

interface Zone {
  readonly id: string;
  readonly name: string;
}

interface BatchParts {
  readonly api: HttpClient;
  readonly toItem: (draft: RecordDraft, zone: Zone) => object;
  readonly createRecord: (zone: Zone, draft: RecordDraft) => Promise<void>;
  readonly deleteRecord: (zone: Zone, id: string) => Promise<void>;
}

/** Changes that one batch may hold on the smallest plan. */
const largestBatch = 200;

/** Fewer changes than this are sent one by one: a batch is all or nothing, also where one record is gone or there already. */
const smallestBatch = 4;

/**
 * Several changes of a zone in one transaction, deletions first.
 * https://developers.cloudflare.com/dns/manage-dns-records/how-to/batch-record-changes/
 */
export function createBatch({ api, toItem, createRecord, deleteRecord }: BatchParts) {
  async function oneByOne(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    for (const { id } of remove) await undefinedIf('RECORD_NOT_FOUND', deleteRecord(zone, id));
    for (const draft of create) await undefinedIf('RECORD_EXISTS', createRecord(zone, draft));
  }

  async function atOnce(zone: Zone, change: RecordChange): Promise<void> {
    const deletes = change.remove.map(({ id }) => ({ id }));
    const posts = change.create.map((draft) => toItem(draft, zone));
    try {
      await api.post(path`/zones/${zone.id}/dns_records/batch`, anything, { deletes, posts });
    } catch (error) {
      if (!isFailure(error, 'RECORD_EXISTS', 'RECORD_NOT_FOUND')) throw error;
      await oneByOne(zone, change);
    }
  }

  return async function changeRecords(zone: Zone, { create, remove }: RecordChange): Promise<void> {
    if (create.length + remove.length < smallestBatch) return oneByOne(zone, { create, remove });
    for (let start = 0; start < remove.length; start += largestBatch) {
      await atOnce(zone, { create: [], remove: remove.slice(start, start + largestBatch) });
    }
    for (let start = 0; start < create.length; start += largestBatch) {
      await atOnce(zone, { create: create.slice(start, start + largestBatch), remove: [] });
    }
  };
}
