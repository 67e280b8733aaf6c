import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encode } from 'dns-packet';
import { isFailure } from '../../../core/sdk/index.js';
import { createVerifier, signMessage, type TsigVerifier } from '../../../providers/ddns/tsig.js';
import { parseTsigKey } from '../../../providers/ddns/tsig-key.js';
import { key, type Signature, sign } from './signed-server.js';

const now = 1_700_000_000;
const requestMac = Buffer.alloc(32, 7);
const nothing = Buffer.alloc(0);

const verifier = () => createVerifier(key, requestMac, () => now * 1000);

function message(id: number): Buffer {
  return encode({ type: 'response', id });
}

function fails(work: () => void, kind: 'RESPONSE' | 'AUTHENTICATION', code?: string): void {
  assert.throws(work, (error) => isFailure(error, kind) && error.serviceCode === code, `${kind} ${code}`);
}

test('a key in the forms that other programs have', () => {
  const written = [' hmac-sha256:key:bWFk\n', 'SHA256:Key.:bWFk', 'hmac-SHA256.:key:bWFk'];
  for (const token of written) {
    const { name, algorithm, secret } = parseTsigKey(token);
    assert.deepEqual([name, algorithm, String(secret)], ['key', 'hmac-sha256', 'mad'], token);
  }
  for (const algorithm of ['md5', 'HMAC-MD5.SIG-ALG.REG.INT', 'hmac-md5.sig-alg.reg.int.'])
    assert.equal(parseTsigKey(`${algorithm}:key:bWFk`).algorithm, 'hmac-md5.sig-alg.reg.int', algorithm);
});

test('a request is signed with the time and five minutes', () => {
  const { message: signed, mac } = signMessage(message(1), key, now * 1000 + 999);
  assert.equal(signed.readUInt16BE(10), 1);
  assert.equal(mac.length, 32);
  const times = signed.subarray(signed.indexOf(mac) - 10, signed.indexOf(mac));
  assert.deepEqual([times.readUIntBE(0, 6), times.readUInt16BE(6), times.readUInt16BE(8)], [now, 300, 32]);
});

describe('the clock of a server', () => {
  const cases: [title: string, signature: Signature, isRight: boolean][] = [
    ['the same', { time: now }, true],
    ['late by all that is allowed', { time: now - 300 }, true],
    ['early by all that is allowed', { time: now + 300 }, true],
    ['late', { time: now - 301 }, false],
    ['early', { time: now + 301 }, false],
    ['late for a server that allows less', { time: now - 11, fudge: 10 }, false],
  ];
  for (const [title, signature, isRight] of cases) {
    test(title, () => {
      const { signed } = sign(message(1), requestMac, signature);
      if (isRight) verifier().verify(signed);
      else fails(() => verifier().verify(signed), 'AUTHENTICATION', 'BADTIME');
    });
  }
});

test('what a server says of our signature', () => {
  const time = Buffer.from([0, 0, 0x65, 0x53, 0xf1, 0x01]);
  const cases: [error: number, other: Buffer, code: string, says: RegExp][] = [
    [16, nothing, 'BADSIG', /key/],
    [17, nothing, 'BADKEY', /hmac-sha256/],
    [18, time, 'BADTIME', / 1 s/],
    [18, nothing, 'BADTIME', /too much/],
    [22, nothing, 'BADTRUNC', /longer/],
    [99, nothing, '99', /99/],
  ];
  for (const [error, other, code, says] of cases) {
    const { signed } = sign(message(1), requestMac, { time: now, error, other });
    assert.throws(
      () => verifier().verify(signed),
      (failure) => isFailure(failure, 'AUTHENTICATION') && failure.serviceCode === code && says.test(failure.message),
      code,
    );
  }
});

describe('a transfer of several messages', () => {
  const first = sign(message(1), requestMac, { time: now });
  const between = message(2);
  const last = (before: Buffer) => sign(message(3), first.mac, { time: now, before, timesOnly: true }).signed;

  function verified(...messages: Buffer[]): TsigVerifier {
    const one = verifier();
    for (const each of messages) one.verify(each);
    return one;
  }

  test('a signature covers the unsigned ones before it, and begins anew after it', () => {
    verified(first.signed, between, last(between)).end();
    const second = sign(between, first.mac, { time: now, timesOnly: true });
    verified(first.signed, second.signed, sign(message(3), second.mac, { time: now, timesOnly: true }).signed).end();
  });

  test('one that was changed, left out or put in is noticed', () => {
    fails(() => verified(first.signed, message(9), last(between)), 'RESPONSE');
    fails(() => verified(first.signed, last(between)), 'RESPONSE');
    fails(() => verified(first.signed, between, last(nothing)), 'RESPONSE');
    fails(() => verified(first.signed, first.signed), 'RESPONSE');
  });

  test('the first and the last are signed', () => {
    fails(() => verified(between), 'RESPONSE');
    fails(() => verified(first.signed, between).end(), 'RESPONSE');
  });
});

test('a signature holds though somebody between gave the message another id', () => {
  const { signed } = sign(message(1), requestMac, { time: now });
  signed.writeUInt16BE(2, 0);
  verifier().verify(signed);
});

test('a signature of another length is wrong', () => {
  const { signed, mac } = sign(message(1), requestMac, { time: now });
  const at = signed.indexOf(mac);
  const short = Buffer.concat([signed.subarray(0, at), mac.subarray(0, 16), signed.subarray(at + 32)]);
  short.writeUInt16BE(16, at - 2);
  // The length of the record's data, before the name of the algorithm and the times.
  const length = at - 10 - 'hmac-sha256'.length - 2 - 2;
  short.writeUInt16BE(short.readUInt16BE(length) - 16, length);
  fails(() => verifier().verify(short), 'RESPONSE');
});
