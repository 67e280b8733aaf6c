import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeAll } from '../../core/x509/decode-der.js';
import { encode, encodeOid } from '../../core/x509/encode-der.js';

it('DER says how long each element is', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const contents = Buffer.alloc(length, 7);
    const bytes = encode(0x04, contents);
    const head = length < 128 ? 2 : length < 256 ? 3 : length < 65_536 ? 4 : 5;
    assert.equal(bytes.length, length + head);
    assert.deepEqual(decodeAll(Buffer.concat([bytes, encode(0x30)])), [
      { tag: 0x04, contents },
      { tag: 0x30, contents: Buffer.alloc(0) },
    ]);
    if (length > 0) assert.throws(() => decodeAll(bytes.subarray(0, -1)), RangeError);
  }
  assert.equal(encodeOid('1.2.840.113549.1.9.14').toString('hex'), '06092a864886f70d01090e');
  assert.equal(encodeOid('2.5.29.17').toString('hex'), '0603551d11');
});
