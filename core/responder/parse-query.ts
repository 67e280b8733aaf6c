/**
 * Reads a DNS query from hostile bytes: only what an answer needs, with every bound checked and nothing allocated by
 * the counts that the packet claims. RFC 1035 section 4, RFC 6891 section 6.1.
 */

/** The OPT record of a query, EDNS(0). */
export interface Edns {
  readonly payloadSize: number;
  readonly version: number;
  readonly dnssecOk: boolean;
}

export interface Question {
  /** The name as asked, without the final dot; bytes that no host name has are escaped as `\DDD`. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** The question section byte for byte, to be echoed: it keeps the letters' case (0x20). */
  readonly bytes: Buffer;
}

export interface Header {
  readonly id: number;
  readonly flags: number;
  readonly opcode: number;
}

export type ParsedQuery =
  /** Not a query at all: a response, or too short for a header. It gets no answer. */
  | { readonly kind: 'none' }
  /** A query whose header can be read, but not the rest. */
  | { readonly kind: 'malformed'; readonly header: Header }
  /** Another operation than QUERY: its sections mean something else and are not read. */
  | { readonly kind: 'other'; readonly header: Header }
  | { readonly kind: 'query'; readonly header: Header; readonly question: Question; readonly edns: Edns | undefined };

interface Position {
  offset: number;
}

const headerSize = 12;
const longestName = 255;
const optType = 41;
/** An OPT and a TSIG or SIG(0): more than that is no query of an honest client. */
const mostAdditionals = 4;

export function parseQuery(packet: Buffer): ParsedQuery {
  if (packet.length < headerSize) return { kind: 'none' };
  const flags = packet.readUInt16BE(2);
  if ((flags & 0x8000) !== 0) return { kind: 'none' };
  const header: Header = { id: packet.readUInt16BE(0), flags, opcode: (flags >> 11) & 0xf };
  if (header.opcode !== 0) return { kind: 'other', header };
  const [questions, answers, authorities, additionals] = [4, 6, 8, 10].map((offset) => packet.readUInt16BE(offset));
  if (questions !== 1 || answers !== 0 || authorities !== 0) return { kind: 'malformed', header };
  const position = { offset: headerSize };
  const question = readQuestion(packet, position);
  if (question === undefined) return { kind: 'malformed', header };
  const edns = readAdditionals(packet, position, additionals ?? 0);
  if (edns === 'malformed' || position.offset !== packet.length) return { kind: 'malformed', header };
  return { kind: 'query', header, question, edns };
}

function readQuestion(packet: Buffer, position: Position): Question | undefined {
  const start = position.offset;
  const labels: string[] = [];
  for (;;) {
    const length = packet[position.offset];
    position.offset += 1;
    if (length === undefined || length > 63) return undefined;
    if (length === 0) break;
    const end = position.offset + length;
    if (end > packet.length || end - start >= longestName) return undefined;
    labels.push(readLabel(packet.subarray(position.offset, end)));
    position.offset = end;
  }
  const end = position.offset + 4;
  if (end > packet.length) return undefined;
  position.offset = end;
  return {
    name: labels.join('.'),
    type: packet.readUInt16BE(end - 4),
    class: packet.readUInt16BE(end - 2),
    bytes: packet.subarray(start, end),
  };
}

/** A dot inside of a label, for one, must not be taken for the border of two labels. */
function readLabel(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[^\w*-]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`);
}

function readAdditionals(packet: Buffer, position: Position, count: number): Edns | undefined | 'malformed' {
  if (count > mostAdditionals) return 'malformed';
  let edns: Edns | undefined;
  for (let index = 0; index < count; index += 1) {
    const isRoot = packet[position.offset] === 0;
    if (!skipName(packet, position) || position.offset + 10 > packet.length) return 'malformed';
    const { offset } = position;
    position.offset = offset + 10 + packet.readUInt16BE(offset + 8);
    if (position.offset > packet.length) return 'malformed';
    if (packet.readUInt16BE(offset) !== optType) continue;
    if (edns !== undefined || !isRoot) return 'malformed';
    edns = {
      payloadSize: packet.readUInt16BE(offset + 2),
      version: packet.readUInt8(offset + 5),
      dnssecOk: (packet.readUInt8(offset + 6) & 0x80) !== 0,
    };
  }
  return edns;
}

/** Steps over a name without following its compression pointer. */
function skipName(packet: Buffer, position: Position): boolean {
  for (;;) {
    const length = packet[position.offset];
    if (length === undefined) return false;
    if (length >= 0xc0) {
      position.offset += 2;
      return true;
    }
    if (length > 63) return false;
    position.offset += length + 1;
    if (length === 0) return true;
  }
}
