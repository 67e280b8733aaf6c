import type { DnsProvider, RecordChange } from './provider.js';
import type { Zone } from './record.js';
import { parseRecordId } from './record-id.js';

/** The writing part of a provider that has one way to change records: each single change is a change of one record. */
export function throughChanges<Z extends Zone>(changeRecords: (zone: Z, change: RecordChange) => Promise<void>) {
  const removed = (id: string) => [{ id, ...parseRecordId(id) }];
  const methods: Required<Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord' | 'changeRecords'>> = {
    createRecord: async (zone, draft) => changeRecords(zone, { create: [draft], remove: [] }),
    updateRecord: async (zone, id, draft) => changeRecords(zone, { create: [draft], remove: removed(id) }),
    deleteRecord: async (zone, id) => changeRecords(zone, { create: [], remove: removed(id) }),
    changeRecords,
  };
  return methods;
}
