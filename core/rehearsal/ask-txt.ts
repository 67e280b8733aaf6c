import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode } from 'dns-packet';
import { Problem } from '../acme-server/index.js';
import { joinSignals } from '../sdk/joined-signal.js';

export interface Resolver {
  readonly host: string;
  readonly port: number;
  /** For one try. */
  readonly timeoutMs: number;
}

const tries = 3;
const longestChain = 8;
const rcodeNames: Readonly<Record<number, string>> = {
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
};

/**
 * The TXT values at a name, through CNAMEs, asked over UDP and, when truncated, TCP. None is an empty list.
 * @throws Problem dns: no such name, a server's error, or no answer
 */
export async function askTxt(resolver: Resolver, name: string, signal: AbortSignal): Promise<string[]> {
  let target = name;
  for (let hop = 0; hop < longestChain; hop += 1) {
    const answer = await askOnce(resolver, target, signal);
    const end = followAliases(answer, target);
    const values = textsAt(answer, end);
    if (values.length > 0 || end === target) return values;
    target = end;
  }
  throw new Problem('dns', `too many CNAMEs while looking up TXT for ${name}`);
}

async function askOnce(resolver: Resolver, name: string, signal: AbortSignal): Promise<DecodedPacket> {
  const id = randomInt(0x10000);
  const question = { type: 'TXT', name: mixedCase(name) } as const;
  const query = encode({ type: 'query', id, flags: 0x0100, questions: [question], additionals: [optRecord] });
  for (let attempt = 1; ; attempt += 1) {
    const joined = joinSignals(signal, AbortSignal.timeout(resolver.timeoutMs));
    const limit = joined.signal;
    try {
      const short = await overUdp(resolver, query, limit);
      const packet = short.readUInt16BE(2) & 0x0200 ? await overTcp(resolver, query, limit) : short;
      return checked(packet, id, question.name);
    } catch (error) {
      if (error instanceof Problem) throw error;
      signal.throwIfAborted();
      if (attempt < tries) continue;
      const reason = error instanceof Error ? error.message : String(error);
      throw new Problem('dns', `DNS problem: query for TXT ${name} failed: ${reason}`);
    } finally {
      joined.release();
    }
  }
}

const optRecord: Answer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: 1232,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/** Letters in random case come back as they went, or somebody else has answered (0x20). */
function mixedCase(name: string): string {
  return name.replace(/[a-z]/g, (letter) => (randomInt(2) === 0 ? letter : letter.toUpperCase()));
}

function checked(bytes: Buffer, id: number, name: string): DecodedPacket {
  const packet = decode(bytes);
  if (packet.id !== id || packet.questions?.[0]?.name !== name) throw new Error('the answer is to another question');
  const rcode = bytes.readUInt16BE(2) & 0xf;
  if (rcode === 0) return packet;
  throw new Problem('dns', `DNS problem: ${rcodeNames[rcode] ?? rcode} looking up TXT for ${name.toLowerCase()}`);
}

async function overUdp({ host, port }: Resolver, query: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    const answered = once(socket, 'message', { signal });
    socket.connect(port, host);
    await Promise.race([once(socket, 'connect', { signal }), answered]);
    socket.send(query);
    const [message] = await answered;
    return message;
  } finally {
    socket.close();
  }
}

async function overTcp({ host, port }: Resolver, query: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = connect({ host, port, signal });
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  socket.write(Buffer.concat([length, query]));
  let received: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    const end = received.length < 2 ? 2 : received.readUInt16BE(0) + 2;
    if (received.length >= Math.max(end, 3)) return received.subarray(2, end);
  }
  throw new Error('the connection was closed before the answer');
}

/** The end of the chain of CNAMEs in an answer. @throws Problem dns when it has none */
function followAliases(packet: DecodedPacket, name: string): string {
  let target = name;
  for (let hop = 0; hop < longestChain; hop += 1) {
    const alias = packet.answers?.find((record) => record.type === 'CNAME' && sameName(record.name, target));
    if (alias?.type !== 'CNAME') return target;
    target = alias.data;
  }
  throw new Problem('dns', `too many CNAMEs while looking up TXT for ${name}`);
}

function textsAt(packet: DecodedPacket, name: string): string[] {
  return (packet.answers ?? []).flatMap((record) => {
    if (record.type !== 'TXT' || !sameName(record.name, name)) return [];
    const parts = Array.isArray(record.data) ? record.data : [record.data];
    return [parts.map((part) => part.toString()).join('')];
  });
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
