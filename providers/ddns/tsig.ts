import { createHmac, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../core/sdk/index.js';
import type { TsigKey } from './tsig-key.js';
import { classes, encodeName, encodeRecord, lastRecord, skipName, typeNumber, uint16, uint32, uint48 } from './wire.js';

/** How far clocks may differ, in seconds (RFC 8945, section 10). */
const fudge = 300;

const tsigType = typeNumber('TSIG');

export interface SignedMessage {
  readonly message: Buffer;
  readonly mac: Buffer;
}

/**
 * Signs a request (RFC 8945, section 4.3): the TSIG record becomes the last one of the additional section.
 * @param nowMs milliseconds since 1970
 */
export function signMessage(message: Buffer, key: TsigKey, nowMs: number): SignedMessage {
  const time = Math.floor(nowMs / 1000);
  const variables = variablesOf(key, time, fudge, 0, Buffer.alloc(0));
  const mac = createHmac(key.hash, key.secret).update(message).update(variables).digest();
  const data = Buffer.concat([
    encodeName(key.algorithm),
    uint48(time),
    uint16(fudge, mac.length),
    mac,
    message.subarray(0, 2),
    uint16(0, 0),
  ]);
  const record = encodeRecord({ name: key.name, type: tsigType, class: classes.ANY, ttl: 0, data });
  const signed = Buffer.concat([message, record]);
  signed.writeUInt16BE(message.readUInt16BE(10) + 1, 10);
  return { message: signed, mac };
}

/** Checks the messages of one answer, in their order. */
export interface TsigVerifier {
  /**
   * @throws Failure AUTHENTICATION where the server refused our signature or clock, RESPONSE where its own is missing or wrong
   */
  verify(message: Buffer): void;
  /** @throws Failure RESPONSE where the last message was not signed */
  end(): void;
}

/**
 * A verifier for the answer to one signed request. A zone transfer is many messages, of which the first and the last
 * must be signed; a signature covers those before it, back to the one before (RFC 8945, section 5.3.1).
 */
export function createVerifier(key: TsigKey, requestMac: Buffer, now: () => number): TsigVerifier {
  let previousMac = requestMac;
  let first = true;
  let pending: Buffer[] = [];

  function verify(message: Buffer): void {
    const tsig = readTsig(message);
    if (tsig === undefined) {
      const failed = (message.readUInt16BE(2) & 0xf) !== 0;
      // A refusal need not be signed: believing a forged one changes nothing.
      if (failed) return;
      if (first) throw unsigned();
      pending.push(message);
      return;
    }
    if (tsig.error !== 0) throw refusedSignature(tsig, key, now());
    const rest = first
      ? variablesOf(key, tsig.time, tsig.fudge, tsig.error, tsig.other)
      : Buffer.concat([uint48(tsig.time), uint16(tsig.fudge)]);
    const hmac = createHmac(key.hash, key.secret).update(uint16(previousMac.length)).update(previousMac);
    for (const part of [...pending, tsig.bare, rest]) hmac.update(part);
    const expected = hmac.digest();
    if (tsig.mac.length !== expected.length || !timingSafeEqual(tsig.mac, expected)) {
      throw new Failure('RESPONSE', 'the signature of the DNS server is wrong', {
        hint: 'Somebody may tamper with the traffic; check the address of the server',
      });
    }
    if (Math.abs(now() / 1000 - tsig.time) > tsig.fudge) throw wrongClock(tsig.time, now());
    previousMac = tsig.mac;
    first = false;
    pending = [];
  }

  function end(): void {
    if (pending.length > 0) throw unsigned();
  }

  return { verify, end };
}

interface ReadTsig {
  /** The message as it was before it was signed. */
  readonly bare: Buffer;
  readonly time: number;
  readonly fudge: number;
  readonly mac: Buffer;
  readonly error: number;
  readonly other: Buffer;
}

function readTsig(message: Buffer): ReadTsig | undefined {
  const position = lastRecord(message);
  if (position === undefined || position.type !== tsigType) return undefined;
  const time = skipName(message, position.dataStart);
  const macStart = time + 10;
  const macEnd = macStart + message.readUInt16BE(time + 8);
  const bare = Buffer.from(message.subarray(0, position.start));
  bare.writeUInt16BE(message.readUInt16BE(macEnd), 0);
  bare.writeUInt16BE(message.readUInt16BE(10) - 1, 10);
  return {
    bare,
    time: message.readUIntBE(time, 6),
    fudge: message.readUInt16BE(time + 6),
    mac: message.subarray(macStart, macEnd),
    error: message.readUInt16BE(macEnd + 2),
    other: message.subarray(macEnd + 6, position.dataEnd),
  };
}

function variablesOf(key: TsigKey, time: number, fudgeSeconds: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    encodeName(key.name),
    uint16(classes.ANY),
    uint32(0),
    encodeName(key.algorithm),
    uint48(time),
    uint16(fudgeSeconds, error, other.length),
    other,
  ]);
}

/** RFC 8945, section 5.2: the server's reason, by the extended error in its TSIG record. */
function refusedSignature({ error, other }: ReadTsig, key: TsigKey, nowMs: number): Failure {
  const algorithm = key.algorithm.replace(/\..*$/, '');
  switch (error) {
    case 16:
      return refused(
        'BADSIG',
        `the signature made with the key ${key.name} is wrong`,
        'Check the secret in --auth-token',
      );
    case 17:
      return refused(
        'BADKEY',
        `the DNS server knows no key ${key.name} with ${algorithm}`,
        'Check the algorithm and the name in --auth-token; the name must be spelt as on the server',
      );
    case 18:
      return wrongClock(other.length === 6 ? other.readUIntBE(0, 6) : undefined, nowMs);
    case 22:
      return refused('BADTRUNC', 'the DNS server wants a longer signature', 'Use a key with hmac-sha256 or longer');
    default:
      return refused(String(error), `the DNS server refused the signature with error ${error}`, 'Check --auth-token');
  }
}

function refused(serviceCode: string, message: string, hint: string): Failure {
  return new Failure('AUTHENTICATION', message, { serviceCode, hint });
}

function wrongClock(serverSeconds: number | undefined, nowMs: number): Failure {
  const seconds = serverSeconds === undefined ? undefined : Math.abs(Math.round(nowMs / 1000 - serverSeconds));
  const difference = seconds === undefined ? 'too much' : `by ${seconds} s`;
  return refused(
    'BADTIME',
    `the clocks of this host and the DNS server differ ${difference}`,
    'Set both clocks by NTP',
  );
}

function unsigned(): Failure {
  return new Failure('RESPONSE', 'the DNS server did not sign its answer', {
    hint: 'Check that --ddns-server is the primary server itself and no forwarder',
  });
}
