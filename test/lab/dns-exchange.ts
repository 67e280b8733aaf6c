import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, type RecordType } from 'dns-packet';

export type Transport = 'udp' | 'tcp';

/** Splits `host:port`. */
export function parseAddress(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const port = Number(address.slice(colon + 1));
  if (colon < 1 || !Number.isInteger(port)) throw new Error(`"${address}" is no host:port`);
  return { host: address.slice(0, colon), port };
}

/** Sends one DNS message and returns the answer's bytes. */
export function exchange(
  address: string,
  message: Buffer,
  transport: Transport = 'udp',
  timeoutMs = 3_000,
): Promise<Buffer> {
  const signal = AbortSignal.timeout(timeoutMs);
  return transport === 'udp' ? exchangeUdp(address, message, signal) : exchangeTcp(address, message, signal);
}

async function exchangeUdp(address: string, message: Buffer, signal: AbortSignal): Promise<Buffer> {
  const { host, port } = parseAddress(address);
  const socket = createSocket('udp4');
  try {
    socket.connect(port, host);
    await once(socket, 'connect', { signal });
    socket.send(message);
    const [answer] = (await once(socket, 'message', { signal })) as [Buffer];
    return answer;
  } finally {
    socket.close();
  }
}

async function exchangeTcp(address: string, message: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = connect({ ...parseAddress(address), signal });
  try {
    socket.write(frame(message));
    let received: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      received = Buffer.concat([received, chunk]);
      const { messages } = unframe(received);
      if (messages[0] !== undefined) return messages[0];
    }
    throw new Error(`${address} closed the connection without an answer`);
  } finally {
    socket.destroy();
  }
}

/** Puts the two octets of length before a message, as TCP wants it (RFC 1035 section 4.2.2). */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** The complete messages at the start of a TCP stream, and what is left. */
export function unframe(stream: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let offset = 0;
  while (stream.length >= offset + 2 && stream.length >= offset + 2 + stream.readUInt16BE(offset)) {
    const end = offset + 2 + stream.readUInt16BE(offset);
    messages.push(stream.subarray(offset + 2, end));
    offset = end;
  }
  return { messages, rest: stream.subarray(offset) };
}

export interface DnsAnswer {
  /** 0 NOERROR, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED … (RFC 1035 section 4.1.1). */
  readonly rcode: number;
  readonly answers: readonly Answer[];
  readonly packet: DecodedPacket;
}

/** Asks one server one question, without recursion by others: for probes and assertions. */
export async function ask(
  address: string,
  name: string,
  type: RecordType,
  transport: Transport = 'udp',
): Promise<DnsAnswer> {
  const id = Math.floor(Math.random() * 0x10000);
  const query = encode({ type: 'query', id, flags: 0x0100, questions: [{ type, name, class: 'IN' }] });
  const bytes = await exchange(address, query, transport);
  const packet = decode(bytes);
  if (packet.id !== id) throw new Error(`${address} answered another question`);
  return { rcode: bytes.readUInt16BE(2) & 0xf, answers: packet.answers ?? [], packet };
}

/** The values of all TXT records at a name, sorted; the parts of one value joined. */
export async function askTxt(address: string, name: string): Promise<string[]> {
  const { answers } = await ask(address, name, 'TXT');
  return answers.flatMap((answer) => (answer.type === 'TXT' ? [[answer.data].flat().join('')] : [])).sort();
}

/** Whether a server answers authoritatively for all these zones. */
export async function servesZones(address: string, zones: readonly string[]): Promise<boolean> {
  const replies = await Promise.all(zones.map((zone) => ask(address, zone, 'SOA')));
  return replies.every(({ rcode, answers }) => rcode === 0 && answers.some(({ type }) => type === 'SOA'));
}
