import { isFailure } from '../sdk/failure.js';
import type { DnsProvider } from '../sdk/provider.js';
import type { RecordDraft, Zone } from '../sdk/record.js';
import { isMatch, keyOf } from './record-forms.js';

/**
 * Changes a record. Some services refuse a change to what is there already, such as one that is sent again since its answer
 * was lost: it is made where the record of this id is what it was to be.
 * @throws Failure RECORD_EXISTS where another record is like that
 */
export async function updateOne(provider: DnsProvider, zone: Zone, id: string, draft: RecordDraft): Promise<void> {
  try {
    await provider.updateRecord(zone, id, draft);
  } catch (error) {
    if (!isFailure(error, 'RECORD_EXISTS')) throw error;
    const filter = keyOf(draft);
    const record = (await provider.listRecords(zone, filter)).find(
      (found) => found.id === id && isMatch(found, filter),
    );
    if (record === undefined || record.ttl !== (draft.askedTtl ?? record.ttl)) throw error;
  }
}
