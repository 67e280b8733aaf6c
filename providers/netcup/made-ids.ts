import { type DnsProvider, joinPriority, noRecord, parseRecordId, recordId, type Zone } from '../../core/sdk/index.js';

/**
 * A provider whose records have ids of their own, seen with those that are made of the records themselves; a priority
 * is part of the content then.
 */
export function withMadeIds<Z extends Zone>(provider: DnsProvider<Z>): DnsProvider<Z> {
  async function ownId(zone: Z, id: string): Promise<string> {
    const key = parseRecordId(id);
    const records = await provider.listRecords(zone, { type: key.type, name: key.name });
    const found = records.find(
      (record) => record.type === key.type && record.name === key.name && joinPriority(record) === key.content,
    );
    if (found !== undefined) return found.id;
    throw noRecord(id);
  }

  return {
    findZone: (name) => provider.findZone(name),
    async listRecords(zone, filter) {
      const records = await provider.listRecords(zone, filter);
      return records.map(({ priority, ...record }) => {
        const content = joinPriority({ content: record.content, priority });
        return { ...record, content, id: recordId({ ...record, content }) };
      });
    },
    createRecord: (zone, draft) => provider.createRecord(zone, draft),
    updateRecord: async (zone, id, draft) => provider.updateRecord(zone, await ownId(zone, id), draft),
    deleteRecord: async (zone, id) => provider.deleteRecord(zone, await ownId(zone, id)),
  };
}
