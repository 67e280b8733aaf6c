import { Failure } from '../../core/sdk/index.js';

/** The parts of DNS messages (RFC 1035, section 4.1) that updates and signatures need byte by byte. */

export const headerSize = 12;

export const classes = { IN: 1, NONE: 254, ANY: 255 } as const;

const typeNumbers: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  TLSA: 52,
  TSIG: 250,
  AXFR: 252,
  CAA: 257,
};

/** @throws Failure UNSUPPORTED where the type is not known here */
export function typeNumber(type: string): number {
  const known = typeNumbers[type];
  if (known !== undefined) return known;
  throw new Failure('UNSUPPORTED', `${type} records cannot be read or written by dynamic updates here`);
}

/** RFC 1035, section 4.1.1, and RFC 2136, section 2.2. */
export const rcodes = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
] as const;

/**
 * A name in wire form, uncompressed.
 * @param name with or without a final dot
 * @throws Failure CONFIG where it cannot be one
 */
export function encodeName(name: string): Buffer {
  const bare = name.replace(/\.$/, '');
  const labels = bare === '' ? [] : bare.split('.').map((label) => Buffer.from(label));
  if (labels.some((label) => label.length === 0 || label.length > 63) || Buffer.byteLength(bare) > 253) {
    throw new Failure('CONFIG', `"${name}" is not a valid DNS name`);
  }
  return Buffer.concat([...labels.flatMap((label) => [Buffer.of(label.length), label]), Buffer.of(0)]);
}

export function uint16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2);
  });
  return bytes;
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** 48 bits, as the times of RFC 8945 are. */
export function uint48(value: number): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}

export interface WireRecord {
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** In seconds. */
  readonly ttl: number;
  readonly data: Buffer;
}

export function encodeRecord(record: WireRecord): Buffer {
  return Buffer.concat([
    encodeName(record.name),
    uint16(record.type, record.class),
    uint32(record.ttl),
    uint16(record.data.length),
    record.data,
  ]);
}

export interface RecordPosition {
  /** Offset of the record's first byte. */
  readonly start: number;
  readonly type: number;
  readonly class: number;
  readonly dataStart: number;
  readonly dataEnd: number;
}

/**
 * Where the last record of a message stands; undefined where it has no record.
 * @throws RangeError where the message is cut off
 */
export function lastRecord(message: Buffer): RecordPosition | undefined {
  let offset = headerSize;
  for (let left = message.readUInt16BE(4); left > 0; left -= 1) offset = skipName(message, offset) + 4;
  const count = message.readUInt16BE(6) + message.readUInt16BE(8) + message.readUInt16BE(10);
  let last: RecordPosition | undefined;
  for (let left = count; left > 0; left -= 1) {
    const fixed = skipName(message, offset);
    const dataStart = fixed + 10;
    const dataEnd = dataStart + message.readUInt16BE(fixed + 8);
    last = {
      start: offset,
      type: message.readUInt16BE(fixed),
      class: message.readUInt16BE(fixed + 2),
      dataStart,
      dataEnd,
    };
    offset = dataEnd;
  }
  if (offset > message.length) throw new RangeError('the message is cut off');
  return last;
}

/** The offset after a name, which may end in a compression pointer. */
export function skipName(message: Buffer, start: number): number {
  let offset = start;
  for (;;) {
    const length = message.readUInt8(offset);
    if (length >= 0xc0) return offset + 2;
    offset += length + 1;
    if (length === 0) return offset;
  }
}
