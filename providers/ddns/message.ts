import { randomInt } from 'node:crypto';
import { classes, encodeName, encodeRecord, rcodes, typeNumber, uint16, type WireRecord } from './wire.js';

export type Rcode = (typeof rcodes)[number] | `RCODE${number}`;

/** Adds one record, or removes one by its data (RFC 2136, section 2.5). */
export interface UpdateItem {
  readonly action: 'add' | 'remove';
  /** Full name. */
  readonly name: string;
  readonly type: string;
  /** In seconds; 0 when removing. */
  readonly ttl: number;
  readonly data: Buffer;
}

/** Bytes of records in one update; a message ends at 65,535. */
const largestPortion = 48_000;

/** Cuts a long list of changes into as many updates as it needs. */
export function portionsOf(items: readonly UpdateItem[]): UpdateItem[][] {
  const portions: UpdateItem[][] = [];
  let size = 0;
  for (const item of items) {
    const length = encodeRecord(toWire(item)).length;
    const portion = portions.at(-1);
    if (portion === undefined || size + length > largestPortion) {
      portions.push([item]);
      size = length;
    } else {
      portion.push(item);
      size += length;
    }
  }
  return portions;
}

/** An UPDATE of one zone (RFC 2136, section 2): the server does all of it or nothing. */
export function buildUpdate(zone: string, items: readonly UpdateItem[]): Buffer {
  return Buffer.concat([
    uint16(randomInt(0x1_0000), 5 << 11, 1, 0, items.length, 0),
    question(zone, 'SOA'),
    ...items.map((item) => encodeRecord(toWire(item))),
  ]);
}

/** A query without recursion. */
export function buildQuery(name: string, type: string): Buffer {
  return Buffer.concat([uint16(randomInt(0x1_0000), 0, 1, 0, 0, 0), question(name, type)]);
}

function question(name: string, type: string): Buffer {
  return Buffer.concat([encodeName(name), uint16(typeNumber(type), classes.IN)]);
}

function toWire({ action, name, type, ttl, data }: UpdateItem): WireRecord {
  const kind = action === 'add' ? classes.IN : classes.NONE;
  return { name, type: typeNumber(type), class: kind, ttl, data };
}

export function rcodeOf(message: Buffer): Rcode {
  const code = message.readUInt16BE(2) & 0xf;
  return rcodes[code] ?? `RCODE${code}`;
}

export function isTruncated(message: Buffer): boolean {
  return (message.readUInt16BE(2) & 0x0200) !== 0;
}

/** Whether a message answers the request. */
export function answers(message: Buffer, request: Buffer): boolean {
  const isResponse = message.length >= 12 && (message.readUInt16BE(2) & 0x8000) !== 0;
  return isResponse && message.readUInt16BE(0) === request.readUInt16BE(0);
}
