import { hash as digestOf } from 'node:crypto';
import { bmpPassphrase } from './passphrase.js';

/** What the bytes are for (RFC 7292, appendix B.3). */
export const purposes = { key: 1, initialVector: 2, mac: 3 } as const;

export interface Derivation {
  readonly hash: 'sha1' | 'sha256';
  readonly purpose: number;
  readonly salt: Buffer;
  readonly iterations: number;
  /** Number of bytes wanted. */
  readonly size: number;
}

/** Block size of SHA-1 and SHA-256, in bytes; `v` in the RFC. */
const blockSize = 64;

/** Key derivation of PKCS#12 (RFC 7292, appendix B.2), which node:crypto has not. */
export function deriveKey(passphrase: string, { hash, purpose, salt, iterations, size }: Derivation): Buffer {
  const diversifier = Buffer.alloc(blockSize, purpose);
  const input = Buffer.concat([fillBlocks(salt), fillBlocks(bmpPassphrase(passphrase))]);
  const output: Buffer[] = [];
  for (let produced = 0; produced < size; ) {
    let digest = digestOf(hash, Buffer.concat([diversifier, input]), 'buffer');
    for (let round = 1; round < iterations; round += 1) digest = digestOf(hash, digest, 'buffer');
    output.push(digest);
    produced += digest.length;
    const addend = fillBlocks(digest).subarray(0, blockSize);
    for (let start = 0; start < input.length; start += blockSize) addWithOne(input, start, addend);
  }
  return Buffer.concat(output).subarray(0, size);
}

/** Repeats bytes up to the next whole block. */
function fillBlocks(bytes: Buffer): Buffer {
  const filled = Buffer.alloc(Math.ceil(bytes.length / blockSize) * blockSize);
  for (let index = 0; index < filled.length; index += 1) filled[index] = bytes[index % bytes.length] ?? 0;
  return filled;
}

/** A block of `input` becomes itself plus `addend` plus one, as numbers, without the carry at the end. */
function addWithOne(input: Buffer, start: number, addend: Buffer): void {
  let carry = 1;
  for (let index = blockSize - 1; index >= 0; index -= 1) {
    const sum = (input[start + index] ?? 0) + (addend[index] ?? 0) + carry;
    input[start + index] = sum & 0xff;
    carry = sum >> 8;
  }
}
