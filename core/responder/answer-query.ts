import { type Answer, AUTHORITATIVE_ANSWER, encode, TRUNCATED_RESPONSE } from 'dns-packet';
import { splitTxt } from '../sdk/index.js';
import { type Edns, type Header, type ParsedQuery, parseQuery, type Question } from './parse-query.js';
import type { Node, RecordTable } from './record-table.js';

export interface AnswerSettings {
  readonly table: RecordTable;
  /** The server's own name: target of NS and first field of SOA. */
  readonly ownName: string;
  /** Seconds that resolvers may keep a TXT record, or remember that there is none. */
  readonly ttl: number;
}

export interface AnswerContext {
  readonly transport: 'udp' | 'tcp';
  /** The client asks too often: it gets an empty truncated answer, so that a real one comes back over TCP. */
  readonly limited?: boolean;
}

/** Payload that passes every path without fragments (DNS Flag Day 2020). */
export const udpPayload = 1232;

const rcodes = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
const badVersion = 1; // the upper bits of the extended code 16
const types = { NS: 2, SOA: 6, TXT: 16, ANY: 255 } as const;
const internet = 1;
const day = 86_400;

interface Content {
  readonly rcode: number;
  readonly authoritative?: boolean;
  readonly extendedRcode?: number;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
}

/**
 * The answer to one packet, or `undefined` where silence is the answer (responses, garbage without a header). Pure, and
 * never throws, whatever the bytes.
 */
export function answerQuery(packet: Buffer, settings: AnswerSettings, context: AnswerContext): Buffer | undefined {
  const query = parseQuery(packet);
  const limited = context.limited === true && context.transport === 'udp';
  if (query.kind === 'none' || (limited && query.kind !== 'query')) return undefined;
  if (query.kind === 'malformed') return bareAnswer(query.header, rcodes.FORMERR);
  if (query.kind === 'other') return bareAnswer(query.header, rcodes.NOTIMP);
  if (limited) return truncated(query, { rcode: rcodes.NOERROR });
  const content = contentFor(query.question, query.edns, settings);
  const answer = build(query, content);
  return answer.length > limitOf(query.edns, context) ? truncated(query, content) : answer;
}

function limitOf(edns: Edns | undefined, { transport }: AnswerContext): number {
  if (transport === 'tcp') return 65_535;
  return edns === undefined ? 512 : Math.min(Math.max(edns.payloadSize, 512), udpPayload);
}

function contentFor(question: Question, edns: Edns | undefined, settings: AnswerSettings): Content {
  if (edns !== undefined && edns.version > 0) return { rcode: rcodes.NOERROR, extendedRcode: badVersion };
  const found = settings.table.lookup(question.name);
  const transfer = question.type >= 249 && question.type < types.ANY; // TKEY, TSIG, IXFR, AXFR, MAILB, MAILA
  if (found.kind === 'outside' || question.class !== internet || transfer) return { rcode: rcodes.REFUSED };
  const negative = { authoritative: true, authorities: [startOfAuthority(found.zone, found.zone, settings)] };
  if (found.kind === 'absent') return { rcode: rcodes.NXDOMAIN, ...negative };
  const answers = recordsOf(found, question, settings);
  return { rcode: rcodes.NOERROR, ...(answers.length > 0 ? { authoritative: true, answers } : negative) };
}

/** ANY gets one record set, whichever there is: RFC 8482 section 4.1. */
function recordsOf(node: Node, { name, type }: Question, settings: AnswerSettings): Answer[] {
  const { ttl, ownName } = settings;
  if (type === types.TXT || (type === types.ANY && node.values.length > 0)) {
    return node.values.map((value) => ({ type: 'TXT', name, ttl, data: splitTxt(value) }));
  }
  if (!node.isApex) return [];
  if (type === types.SOA || type === types.ANY) return [startOfAuthority(name, node.zone, settings)];
  return type === types.NS ? [{ type: 'NS', name, ttl: day, data: ownName }] : [];
}

/** `minimum` is how long a resolver remembers that a name or record is not there (RFC 2308). */
function startOfAuthority(name: string, zone: string, { table, ownName, ttl }: AnswerSettings): Answer {
  const rname = `hostmaster.${zone.replace(/^_[^.]*\./, '')}`;
  const times = { refresh: 3600, retry: 600, expire: 7 * day, minimum: ttl };
  return { type: 'SOA', name, ttl, data: { mname: ownName, rname, serial: table.serial(), ...times } };
}

function truncated(
  query: Extract<ParsedQuery, { kind: 'query' }>,
  { answers, authorities, ...content }: Content,
): Buffer {
  return build(query, content, TRUNCATED_RESPONSE);
}

/** dns-packet would decode and encode the name; the question's own bytes are put in instead. */
function build(query: Extract<ParsedQuery, { kind: 'query' }>, content: Content, extraFlags = 0): Buffer {
  const { header, question, edns } = query;
  const message = encode({
    type: 'response',
    id: header.id,
    flags: keptFlags(header) | content.rcode | extraFlags | (content.authoritative ? AUTHORITATIVE_ANSWER : 0),
    answers: [...(content.answers ?? [])],
    authorities: [...(content.authorities ?? [])],
    additionals: edns === undefined ? [] : [optRecord(edns, content.extendedRcode ?? 0)],
  });
  message.writeUInt16BE(1, 4);
  return Buffer.concat([message.subarray(0, 12), question.bytes, message.subarray(12)]);
}

function bareAnswer(header: Header, rcode: number): Buffer {
  const opcode = header.opcode << 11;
  return encode({ type: 'response', id: header.id, flags: keptFlags(header) | opcode | rcode });
}

/** "Recursion desired" and "checking disabled" come back as they came. */
function keptFlags(header: Header): number {
  return header.flags & 0x0110;
}

function optRecord(edns: Edns, extendedRcode: number): Answer {
  const flags = edns.dnssecOk ? 0x8000 : 0;
  const rest = { ednsVersion: 0, flags, flag_do: edns.dnssecOk, options: [] };
  return { type: 'OPT', name: '.', udpPayloadSize: udpPayload, extendedRcode, ...rest };
}
