import { type DnsProvider, Failure, parseRecordId, recordId, type Zone } from '../../core/sdk/index.js';

/** A provider whose records have ids of their own, seen with those that are made of the records themselves. */
export function withMadeIds<Z extends Zone>(provider: DnsProvider<Z>): DnsProvider<Z> {
  async function ownId(zone: Z, id: string): Promise<string> {
    const key = parseRecordId(id);
    const records = await provider.listRecords(zone, key);
    const found = records.find(
      ({ type, name, content }) => type === key.type && name === key.name && content === key.content,
    );
    if (found !== undefined) return found.id;
    throw new Failure('RECORD_NOT_FOUND', `no record has the identifier ${id}`);
  }

  return {
    hasMadeIds: true,
    findZone: (name) => provider.findZone(name),
    async listRecords(zone, filter) {
      return (await provider.listRecords(zone, filter)).map((record) => ({ ...record, id: recordId(record) }));
    },
    createRecord: (zone, draft) => provider.createRecord(zone, draft),
    updateRecord: async (zone, id, draft) => provider.updateRecord(zone, await ownId(zone, id), draft),
    deleteRecord: async (zone, id) => provider.deleteRecord(zone, await ownId(zone, id)),
  };
}
