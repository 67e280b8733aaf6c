/**
 * A passphrase as the key derivation of PKCS#12 wants it: two bytes a character, big endian, and two zero bytes at the
 * end (RFC 7292, appendix B.1). Characters beyond the Basic Multilingual Plane become surrogate pairs, as OpenSSL,
 * Java and Windows have it. An empty passphrase is the two zero bytes alone.
 */
export function bmpPassphrase(passphrase: string): Buffer {
  return Buffer.concat([bmpBytes(passphrase), Buffer.alloc(2)]);
}

/** The bytes of a BMPString. */
export function bmpBytes(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}
