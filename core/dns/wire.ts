import { type Answer, CHECKING_DISABLED, type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet';
import { Failure } from '../sdk/failure.js';
import type { AnswerRecord, DnsAnswer, QueryType } from './answer.js';

export interface QueryMessage {
  readonly id: number;
  /** No final dot. */
  readonly name: string;
  readonly type: QueryType;
  readonly recursion: boolean;
  readonly checkingDisabled?: boolean;
  /** Whether to offer EDNS; a few old servers refuse it. */
  readonly edns: boolean;
}

/** What is offered as the largest answer over UDP: no fragments on today's paths (DNS flag day 2020). */
export const ednsSize = 1232;

/** RFC 1035, section 4.1.1, and RFC 2136, section 2.2. */
const rcodes = [
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
];

/**
 * Writes a query.
 * @throws Failure DNS where the name cannot be one (RFC 1035, section 2.3.4)
 */
export function encodeQuery({ id, name, type, recursion, checkingDisabled, edns }: QueryMessage): Buffer {
  const labels = name === '' ? [] : name.split('.');
  if (labels.some((label) => label === '' || Buffer.byteLength(label) > 63) || Buffer.byteLength(name) > 253) {
    throw new Failure('DNS', `"${name}" is not a valid DNS name`, { retryable: false });
  }
  return encode({
    type: 'query',
    id,
    flags: (recursion ? RECURSION_DESIRED : 0) | (checkingDisabled ? CHECKING_DISABLED : 0),
    questions: [{ type, name, class: 'IN' }],
    additionals: edns ? [optRecord] : [],
  });
}

const optRecord: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: ednsSize,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/** What `decode` gives: each part of a message is there, however empty, though its types do not say so. */
type WholePacket = { readonly [K in keyof DecodedPacket]-?: NonNullable<DecodedPacket[K]> };

/** Reads the answer to a query; undefined where the message is none, so that a forged one cannot end the wait. */
export function decodeAnswer(message: Buffer, query: QueryMessage, server: string): DnsAnswer | undefined {
  if (message.length < 12 || message.readUInt16BE(0) !== query.id) return undefined;
  let packet: WholePacket;
  try {
    packet = decode(message) as WholePacket;
  } catch {
    // Of a truncated message only the header need be whole: the question is asked again over TCP.
    return isTruncated(message) ? truncatedAnswer(server) : undefined;
  }
  const rcode = rcodeOf(packet);
  if (!packet.flag_qr || !asksTheSame(packet, query, rcode)) return undefined;
  return {
    rcode,
    answers: packet.answers.map(readRecord),
    authority: packet.authorities.map(readRecord),
    flags: {
      authoritative: packet.flag_aa,
      truncated: packet.flag_tc,
      recursionAvailable: packet.flag_ra,
      authenticData: packet.flag_ad,
    },
    server,
  };
}

function isTruncated(message: Buffer): boolean {
  return (message.readUInt16BE(2) & 0x8200) === 0x8200;
}

function truncatedAnswer(server: string): DnsAnswer {
  const flags = { authoritative: false, truncated: true, recursionAvailable: false, authenticData: false };
  return { rcode: 'NOERROR', answers: [], authority: [], flags, server };
}

function rcodeOf(packet: WholePacket): string {
  const { extendedRcode = 0 } = packet.additionals.find((record) => record.type === 'OPT') ?? {};
  const code = (packet.flags & 0xf) + (extendedRcode << 4);
  return rcodes[code] ?? (code === 16 ? 'BADVERS' : `RCODE${code}`);
}

/** Servers that cannot read a query may leave out the question. */
function asksTheSame(packet: WholePacket, query: QueryMessage, rcode: string): boolean {
  const [question, ...others] = packet.questions;
  if (question === undefined) return rcode === 'FORMERR' || rcode === 'NOTIMP';
  return others.length === 0 && question.type === query.type && plainName(question.name) === query.name.toLowerCase();
}

function readRecord(record: Answer): AnswerRecord {
  const name = plainName(record.name);
  // Each has one but OPT, which is none of the answer's.
  const ttl = Number('ttl' in record && record.ttl);
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return { type: record.type, name, ttl, data: record.data };
    case 'CNAME':
    case 'NS':
      return { type: record.type, name, ttl, data: plainName(record.data) };
    case 'TXT':
      return { type: 'TXT', name, ttl, data: joinStrings(record.data) };
    case 'SOA': {
      const { mname, serial, minimum } = record.data;
      return {
        type: 'SOA',
        name,
        ttl,
        data: { primary: plainName(mname), serial: Number(serial), minimum: Number(minimum) },
      };
    }
    case 'CAA': {
      const { issuerCritical, tag, value } = record.data;
      return { type: 'CAA', name, ttl, data: { critical: issuerCritical === true, tag, value } };
    }
    default:
      return { type: 'OTHER', name, ttl, data: undefined };
  }
}

function joinStrings(data: string | Buffer | (string | Buffer)[]): string {
  const parts = Array.isArray(data) ? data : [data];
  return Buffer.concat(parts.map((part) => Buffer.from(part))).toString('utf8');
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
