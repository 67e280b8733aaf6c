import {
  defineProvider,
  fullName,
  isFailure,
  parseRecordId,
  type RecordDraft,
  type RecordFilter,
  type RecordKey,
  type Zone,
} from '../../core/sdk/index.js';
import { createDdnsClient } from './client.js';
import { failureOf } from './explain.js';
import type manifest from './manifest.json';
import { portionsOf, type UpdateItem } from './message.js';
import { encodeData, encodeStrings } from './rdata.js';
import { readRecords, type StoredRecord } from './read-records.js';
import { parseTsigKey } from './tsig-key.js';

/** Types asked for one by one where the zone cannot be transferred and only a name is given. */
const listedTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SOA', 'TXT', 'SRV', 'CAA', 'TLSA'];

export default defineProvider<typeof manifest>(({ options, signal, now }) => {
  const client = createDdnsClient({ server: options.server, key: parseTsigKey(options.token), signal, now });

  async function update(zone: Zone, items: readonly UpdateItem[]): Promise<void> {
    for (const portion of portionsOf(items)) {
      const failure = failureOf(await client.update(zone.name, portion), zone.name, 'change');
      if (failure !== undefined) throw failure;
    }
  }

  async function queryRecords(zone: Zone, type: string, name: string): Promise<StoredRecord[]> {
    const { rcode, message } = await client.query(fullName(name, zone.name), type);
    if (rcode === 'NXDOMAIN') return [];
    const failure = failureOf(rcode, zone.name, 'list');
    if (failure !== undefined) throw failure;
    return readRecords(message, zone.name).filter((record) => record.type === type && record.name === name);
  }

  async function transferOnce(zone: Zone, signed: boolean): Promise<StoredRecord[]> {
    const { rcode, messages } = await client.transfer(zone.name, signed);
    const failure = failureOf(rcode, zone.name, 'list');
    if (failure !== undefined) throw failure;
    // The SOA record stands at both ends.
    return messages.flatMap((message) => readRecords(message, zone.name)).slice(0, -1);
  }

  /** Servers allow transfers to keys or to addresses; Knot refuses a key where it has allowed an address. */
  async function transferRecords(zone: Zone): Promise<StoredRecord[]> {
    try {
      return await transferOnce(zone, true);
    } catch (error) {
      if (!isFailure(error, 'AUTHENTICATION', 'ZONE_NOT_FOUND')) throw error;
      return transferOnce(zone, false);
    }
  }

  async function findRecords(zone: Zone, { type, name }: RecordFilter): Promise<StoredRecord[]> {
    if (type !== undefined && name !== undefined) return queryRecords(zone, type, name);
    try {
      return await transferRecords(zone);
    } catch (error) {
      if (name === undefined || !isFailure(error, 'AUTHENTICATION', 'ZONE_NOT_FOUND')) throw error;
    }
    const sets = await Promise.all(listedTypes.map((each) => queryRecords(zone, each, name)));
    return sets.flat();
  }

  /** The server compares strings, and only it knows how it was given a text that does not fit into one. */
  async function removals(zone: Zone, { type, name, content }: RecordKey): Promise<UpdateItem[]> {
    const item = { action: 'remove', name: fullName(name, zone.name), type, ttl: 0 } as const;
    if (type !== 'TXT' || Buffer.byteLength(content) <= 255) return [{ ...item, data: encodeData({ type, content }) }];
    const stored = await queryRecords(zone, type, name);
    return stored
      .filter((record) => record.content === content)
      .map(({ strings = [] }) => ({ ...item, data: encodeStrings(strings) }));
  }

  return {
    async findZone(name) {
      const { rcode, message } = await client.query(name, 'SOA');
      if (rcode !== 'NOERROR') {
        const failure = failureOf(rcode, name, 'list');
        if (isFailure(failure, 'SERVER')) throw failure;
        return undefined;
      }
      const isZone = readRecords(message, name).some((record) => record.type === 'SOA' && record.name === '@');
      return isZone ? { name } : undefined;
    },
    async listRecords(zone, filter) {
      return (await findRecords(zone, filter)).map(({ strings: _, ...record }) => record);
    },
    async createRecord(zone, draft) {
      await update(zone, [addition(zone, draft)]);
    },
    async updateRecord(zone, id, draft) {
      await update(zone, [...(await removals(zone, parseRecordId(id))), addition(zone, draft)]);
    },
    async deleteRecord(zone, id) {
      await update(zone, await removals(zone, parseRecordId(id)));
    },
    async changeRecords(zone, { create, remove }) {
      const removed = await Promise.all(remove.map((record) => removals(zone, record)));
      await update(zone, [...removed.flat(), ...create.map((draft) => addition(zone, draft))]);
    },
  };
});

function addition(zone: Zone, draft: RecordDraft): UpdateItem {
  const { type, name, ttl } = draft;
  return { action: 'add', name: fullName(name, zone.name), type, ttl, data: encodeData(draft) };
}
