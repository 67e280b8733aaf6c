import type { FakeRecord } from '../fake-api.js';
import { createFakeItems, type FakeItems } from '../fake-items.js';

/** A zone of the account, and what is in it. */
export interface FakeZone {
  readonly id: string;
  readonly name: string;
  readonly records: FakeItems<FakeRecord>;
}

export interface FakeAccount {
  readonly zones: readonly FakeZone[];
  /** By id or name, as told. */
  zone(by: 'id' | 'name', key: string): FakeZone | undefined;
  /** So many zones below `example.com` are there as well, in front of all others. */
  addZones(count: number): void;
  /** Parameters that make a list shorter or its pages longer, and whether one was ever sent. */
  readonly narrowing: Map<string, boolean>;
}

/** A zone whose name only ends like that of the other comes first, so that whoever compares carelessly takes it. */
const names = ['notexample.com', 'example.com'];

/** @param firstId ids are numbers from here on: `70`, `71` */
export function createAccount(firstId = 70): FakeAccount {
  const make = (name: string, id: number) => ({ id: String(id), name, records: createFakeItems<FakeRecord>() });
  const zones = names.map((name, index) => make(name, firstId + index));
  return {
    zones,
    narrowing: new Map(),
    zone: (by, key) => zones.find((zone) => zone[by] === key),
    addZones(count) {
      const first = firstId + zones.length;
      zones.unshift(...Array.from({ length: count }, (_, index) => make(`z${index}.example.com`, first + index)));
    },
  };
}

/** The id of the record of this type, name and content; undefined: there is none. */
export function idOfRecord(
  { records }: FakeZone,
  { type, name, content }: Omit<FakeRecord, 'ttl'>,
): string | undefined {
  return records.all().find(([, own]) => own.type === type && own.name === name && own.content === content)?.[0];
}

/** Takes out the record of this type, name and content; false: there is none. */
export function removeRecord(zone: FakeZone, record: Omit<FakeRecord, 'ttl'>): boolean {
  const id = idOfRecord(zone, record);
  return id !== undefined && zone.records.remove(id);
}

/** Makes these the records of the zone, and no others. */
export function replaceRecords({ records }: FakeZone, all: readonly FakeRecord[]): void {
  for (const [id] of records.all()) records.remove(id);
  for (const record of all) records.insert(record);
}
