import { joinPriority } from './content.js';
import { isFailure } from './failure.js';
import type { DnsProvider } from './provider.js';
import type { DnsRecord, Zone } from './record.js';
import { parseRecordId, recordId, withId } from './record-id.js';
import { replaceRecord } from './replace-record.js';

interface UpdateOrder<Z extends Zone> {
  /** The old record goes before the new one comes: for an API that lets no two stand. The name is without a value in between. */
  readonly removesFirst?: true;
  /**
   * Shows what is put back where the new one is refused; left out: what its id, made by `recordId`, tells. With it, another
   * TTL of what the API would take for a duplicate is given by removing it first.
   */
  readonly listRecords?: DnsProvider<Z>['listRecords'];
}

/**
 * The writing part of a provider whose API changes no record in place: an update adds the new one and then removes the
 * old one, so that the name is never without a value, unless told otherwise. An old one that went first is put back where the
 * new one is refused.
 */
export function withoutUpdates<Z extends Zone>(
  methods: Pick<DnsProvider<Z>, 'createRecord' | 'deleteRecord'>,
  { removesFirst, listRecords }: UpdateOrder<Z> = {},
) {
  const { createRecord, deleteRecord } = methods;

  async function find(zone: Z, id: string): Promise<DnsRecord> {
    return listRecords === undefined ? { id, ...parseRecordId(id) } : withId(await listRecords(zone, {}), id);
  }

  const all: Pick<DnsProvider<Z>, 'createRecord' | 'updateRecord' | 'deleteRecord'> = {
    ...methods,
    async updateRecord(zone, id, draft) {
      const add = () => createRecord(zone, draft);
      const remove = () => deleteRecord(zone, id);
      // What is told by its value cannot stand beside itself.
      if (!removesFirst && keyOf(draft) !== id) {
        try {
          return await replaceRecord({ add, remove });
        } catch (error) {
          if (!isFailure(error, 'RECORD_EXISTS') || listRecords === undefined) throw error;
          const { ttl, ...kept } = await find(zone, id);
          if (keyOf(kept) !== keyOf(draft) || ttl === (draft.askedTtl ?? ttl)) throw error;
        }
      }
      const { type, name, content, ttl = draft.ttl, priority } = await find(zone, id);
      const old = { type, name, content, ttl, ...(priority !== undefined && { priority }) };
      async function putBack(): Promise<void> {
        const listed = (await listRecords?.(zone, {})) ?? [];
        if (!listed.some((record) => keyOf(record) === keyOf(old))) await createRecord(zone, old);
      }
      await replaceRecord({ add, remove, removesFirst: { old: { type, name, content: joinPriority(old) }, putBack } });
    },
  };
  return all;
}

/** What the id would be, were it made of the record. */
function keyOf(record: Pick<DnsRecord, 'type' | 'name' | 'content' | 'priority'>): string {
  return recordId({ ...record, content: joinPriority(record) });
}
