import {
  type DnsProvider,
  Failure,
  fullName,
  parseRecordId,
  type RecordDraft,
  withoutUpdates,
  type Zone,
} from '../../../core/sdk/index.js';

/** A TXT record by its full name, without a final dot, and by zone and name for those that want them apart. */
export interface NamedValue {
  readonly fqdn: string;
  readonly zone: string;
  /** Relative to the zone; `@` is the apex. */
  readonly name: string;
  readonly content: string;
  /** In seconds, of a value to be added. */
  readonly ttl?: number;
}

/**
 * APIs made for challenges alone: a value is added to a full name, and removed from it. They tell no records, and few of
 * them zones. Their manifests say `"granularity": "set"`, `"duplicates": "ignored"` and `"serialWrites": true`.
 */
export function byValue(
  change: (action: 'add' | 'remove', value: NamedValue) => Promise<void>,
  findZone: DnsProvider['findZone'] = async (name) => ({ name }),
): DnsProvider {
  const named = (zone: Zone, { name, content }: Pick<RecordDraft, 'name' | 'content'>): NamedValue => ({
    fqdn: fullName(name, zone.name),
    zone: zone.name,
    name,
    content,
  });

  return {
    findZone,
    async listRecords() {
      throw new Failure('UNSUPPORTED', 'the service cannot be asked which records there are');
    },
    ...withoutUpdates({
      createRecord: (zone, draft) => change('add', { ...named(zone, draft), ttl: draft.ttl }),
      deleteRecord: (zone, id) => change('remove', named(zone, parseRecordId(id))),
    }),
  };
}
