import type { DnsProvider, RecordChange } from './provider.js';
import type { DnsRecord, Zone } from './record.js';
import { parseRecordId } from './record-id.js';

interface ChangedIds {
  /** The API has ids of its own: of a record to be removed the id is all that is known. Left out: ids are made by `recordId`. */
  readonly ownIds?: true;
}

/** The writing part of a provider that has one way to change records: each single change is a change of one record. */
export function throughChanges<Z extends Zone>(
  changeRecords: (zone: Z, change: RecordChange) => Promise<void>,
  { ownIds }: ChangedIds = {},
) {
  function removed(id: string): DnsRecord[] {
    return [{ id, ...(ownIds ? { type: '', name: '', content: '' } : parseRecordId(id)) }];
  }
  const methods: Required<Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord' | 'changeRecords'>> = {
    createRecord: async (zone, draft) => changeRecords(zone, { create: [draft], remove: [] }),
    updateRecord: async (zone, id, draft) => changeRecords(zone, { create: [draft], remove: removed(id) }),
    deleteRecord: async (zone, id, known) => changeRecords(zone, { create: [], remove: known ? [known] : removed(id) }),
    changeRecords,
  };
  return methods;
}
