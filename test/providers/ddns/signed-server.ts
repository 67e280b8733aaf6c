import { createHmac } from 'node:crypto';
import { after } from 'node:test';
import { encode, type Packet } from 'dns-packet';
import { createHttpClient } from '../../../core/http/client.js';
import { createDispatcher } from '../../../core/http/dispatcher.js';
import { type DnsProvider, type ProviderFactory, silentLogger } from '../../../core/sdk/index.js';
import ddns from '../../../providers/ddns/index.js';
import { parseTsigKey } from '../../../providers/ddns/tsig-key.js';
import {
  encodeName,
  encodeRecord,
  lastRecord,
  skipName,
  uint16,
  uint32,
  uint48,
} from '../../../providers/ddns/wire.js';
import { type DnsResponder, serveDns } from '../../lab/index.js';

export const token = 'hmac-sha256:key:bWFkZSBieSB0c2lnLWtleWdlbg==';
export const key = parseTsigKey(token);

export function openDdns(server: string, tsig = token, now: () => number = Date.now): DnsProvider {
  const dispatcher = createDispatcher({ env: {} });
  after(() => dispatcher.close());
  const { signal } = new AbortController();
  return (ddns.create as ProviderFactory)({
    id: 'ddns',
    options: { token: tsig, server },
    http: createHttpClient({ dispatcher, log: silentLogger, userAgent: 'test' }),
    log: silentLogger,
    signal: () => signal,
    now,
  });
}

/** The provider, at a server that answers so. */
export async function openAt(respond: DnsResponder, host = '127.0.0.1'): Promise<DnsProvider> {
  const server = await serveDns(respond);
  after(() => server.stop());
  return openDdns(server.dnsAddress.replace('127.0.0.1', host));
}

/** The number of the type that a query asks for. */
export function askedType(request: Buffer): number {
  return request.readUInt16BE(skipName(request, 12));
}

export function answerTo(request: Buffer, packet: Packet): Buffer {
  return encode({ type: 'response', ...packet, id: request.readUInt16BE(0) });
}

/** What a signature says beside the message; times in seconds since 1970. */
export interface Signature {
  readonly time?: number;
  readonly fudge?: number;
  readonly error?: number;
  readonly other?: Buffer;
  /** What the signature covers before the message. */
  readonly before?: Buffer;
  /** Only times are signed, as from the second signature of a transfer on. */
  readonly timesOnly?: boolean;
}

/** RFC 8945, section 5.3, by whoever knows the key. */
export function sign(message: Buffer, previousMac: Buffer, signature: Signature = {}): { signed: Buffer; mac: Buffer } {
  const { time = Math.floor(Date.now() / 1000), fudge = 300, error = 0, other = Buffer.alloc(0) } = signature;
  const times = Buffer.concat([uint48(time), uint16(fudge)]);
  const algorithm = encodeName('hmac-sha256');
  const names = Buffer.concat([encodeName('key'), uint16(255), uint32(0), algorithm]);
  const rest = signature.timesOnly ? times : Buffer.concat([names, times, uint16(error, other.length), other]);
  const covered = [uint16(previousMac.length), previousMac, signature.before ?? Buffer.alloc(0), message, rest];
  const mac = createHmac('sha256', key.secret).update(Buffer.concat(covered)).digest();
  const parts = [algorithm, times, uint16(mac.length), mac, message.subarray(0, 2), uint16(error, other.length), other];
  const record = encodeRecord({ name: 'key', type: 250, class: 255, ttl: 0, data: Buffer.concat(parts) });
  const signed = Buffer.concat([message, record]);
  signed.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { signed, mac };
}

/** A signed answer to a signed request. */
export function signedAnswer(request: Buffer, packet: Packet, signature?: Signature): Buffer {
  const dataStart = lastRecord(request)?.dataStart ?? 0;
  const macStart = skipName(request, dataStart) + 10;
  const mac = request.subarray(macStart, macStart + request.readUInt16BE(macStart - 2));
  return sign(answerTo(request, packet), mac, signature).signed;
}
