/**
 * CRC-32 as `zlib.crc32` counts it (the one of gzip: reflected, polynomial 0xedb88320), for a few lines: what `node:zlib`
 * loads for its own takes longer than they do.
 */
export function crc32OfFew(bytes: Uint8Array): number {
  let rest = -1;
  // Four bits at a time, so that the table is quickly made.
  for (let at = 0; at < bytes.length; at += 1) {
    rest ^= bytes[at] ?? 0;
    rest = (table[rest & 15] ?? 0) ^ (rest >>> 4);
    rest = (table[rest & 15] ?? 0) ^ (rest >>> 4);
  }
  return ~rest >>> 0;
}

const table = Array.from({ length: 16 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 4; bit += 1) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  return value;
});
