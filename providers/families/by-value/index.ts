import {
  type DnsProvider,
  Failure,
  fullName,
  parseRecordId,
  type RecordDraft,
  withoutUpdates,
  type Zone,
} from '../../../core/sdk/index.js';

/** A TXT record by its full name, without a final dot. */
export interface NamedValue {
  readonly fqdn: string;
  readonly content: string;
}

/**
 * APIs made for challenges alone: a value is added to a full name, and removed from it. They tell neither zones nor records.
 * Their manifests say `"granularity": "set"`, `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function byValue(change: (action: 'add' | 'remove', value: NamedValue) => Promise<void>): DnsProvider {
  const named = (zone: Zone, { name, content }: Pick<RecordDraft, 'name' | 'content'>): NamedValue => ({
    fqdn: fullName(name, zone.name),
    content,
  });

  return {
    findZone: async (name) => ({ name }),
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'the service cannot be asked which records there are');
    },
    ...withoutUpdates({
      createRecord: (zone, draft) => change('add', named(zone, draft)),
      deleteRecord: (zone, id) => change('remove', named(zone, parseRecordId(id))),
    }),
  };
}
