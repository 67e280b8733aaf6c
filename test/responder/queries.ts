import { type Answer, decode, encode, type RecordType } from 'dns-packet';
import type { AnswerSettings } from '../../core/responder/answer-query.js';
import { createRecordTable } from '../../core/responder/record-table.js';

export interface QuestionParts {
  readonly name: string;
  readonly type?: RecordType;
  readonly id?: number;
  readonly flags?: number;
  /** Sends an OPT record with this payload size. */
  readonly payload?: number;
  readonly version?: number;
  readonly dnssecOk?: boolean;
}

export function query({
  name,
  type = 'TXT',
  id = 7,
  flags = 0x0100,
  payload,
  version = 0,
  dnssecOk,
}: QuestionParts): Buffer {
  const opt: Answer = {
    type: 'OPT',
    name: '.',
    udpPayloadSize: payload ?? 0,
    extendedRcode: 0,
    ednsVersion: version,
    flags: dnssecOk ? 0x8000 : 0,
    flag_do: dnssecOk ?? false,
    options: [],
  };
  return encode({
    type: 'query',
    id,
    flags,
    questions: [{ name, type }],
    additionals: payload === undefined ? [] : [opt],
  });
}

/** An answer with what dns-packet's types leave out. */
export function read(answer: Buffer | undefined) {
  if (answer === undefined) throw new Error('there was no answer');
  const packet = decode(answer);
  const opt = packet.additionals?.find((record) => record.type === 'OPT');
  return {
    ...packet,
    rcode: answer.readUInt16BE(2) & 0xf,
    opt,
    texts: (packet.answers ?? []).map((record) =>
      record.type === 'TXT' && Array.isArray(record.data)
        ? Buffer.concat(record.data.map(asBuffer)).toString()
        : record.type,
    ),
    authority: packet.authorities?.[0],
  };
}

export function asBuffer(part: string | Buffer): Buffer {
  return typeof part === 'string' ? Buffer.from(part) : part;
}

/** A zone of one challenge and a zone with names below it. */
export function sampleSettings(): AnswerSettings {
  const table = createRecordTable(['_acme-challenge.example.com', 'acme.example.net'], 'ns.acme.example.net');
  table.add('_acme-challenge.example.com', 'first');
  table.add('_acme-challenge.example.com', 'second');
  table.add('_acme-challenge.www.deep.acme.example.net', 'third');
  return { table, ownName: 'ns.acme.example.net', ttl: 5 };
}
