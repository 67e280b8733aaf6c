import { Failure } from '../sdk/failure.js';
import type { DnsRecord } from '../sdk/record.js';

/** What tells the record: its id at the provider, or its full name. */
type Told = { readonly id: string } | { readonly name: string };

/**
 * The one record of these that is meant: guessing between two would change what somebody else relies on.
 * @param type of all of them, for the message
 * @throws Failure RECORD_NOT_FOUND where there is none or are several
 */
export function onlyOne(records: readonly DnsRecord[], type: string, told: Told): DnsRecord {
  const fitting = 'id' in told ? records.filter(({ id }) => id === told.id) : records;
  const [first] = fitting;
  if (first !== undefined && (fitting.length === 1 || 'id' in told)) return first;
  if ('id' in told) throw new Failure('RECORD_NOT_FOUND', `no ${type} record has the identifier ${told.id}`);
  const count = fitting.length === 0 ? `is no ${type} record` : `are ${fitting.length} ${type} records`;
  throw new Failure('RECORD_NOT_FOUND', `there ${count} called ${told.name}`, {
    hint: 'Tell which one with --identifier (see the ID column of the list command)',
  });
}
