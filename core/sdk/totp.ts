import { createHmac } from 'node:crypto';
import { Failure } from './failure.js';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const stepSeconds = 30;

/**
 * The six digits that an authenticator shows (RFC 6238, with the usual step of 30 seconds and SHA-1).
 * @param secret in Base32 (RFC 4648, section 6), as services show it beside the QR code: blanks and case do not matter
 * @param now in milliseconds since the epoch
 * @throws Failure CONFIG where the secret is no Base32
 */
export function totp(secret: string, now: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 1000 / stepSeconds)));
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0xf;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const letters = [...text.replace(/[\s=-]/g, '').toUpperCase()];
  if (letters.length === 0 || letters.some((letter) => !alphabet.includes(letter))) {
    throw new Failure('CONFIG', 'the secret of the second factor is no Base32', {
      hint: 'Give the letters and digits that are shown beside the QR code, not the six digits of an authenticator',
    });
  }
  const bits = letters.map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
