import assert from 'node:assert/strict';
import { it } from 'node:test';
import { derChildren, readDer } from '../../core/x509/decode-der.js';
import { encode, encodeOid } from '../../core/x509/encode-der.js';

it('DER says how long each element is', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const content = Buffer.alloc(length, 7);
    const bytes = encode(0x04, content);
    const head = length < 128 ? 2 : length < 256 ? 3 : length < 65_536 ? 4 : 5;
    assert.equal(bytes.length, length + head);
    assert.deepEqual(readDer(bytes, 0), { tag: 0x04, content, end: bytes.length });
    const two = Buffer.concat([bytes, encode(0x30)]);
    assert.deepEqual(
      derChildren(two).map((element) => [element.tag, element.content.length, element.end]),
      [
        [0x04, length, bytes.length],
        [0x30, 0, two.length],
      ],
    );
    assert.equal(readDer(two, two.length), undefined);
    if (length > 0) assert.equal(readDer(bytes.subarray(0, -1), 0), undefined);
  }
  assert.equal(encodeOid('1.2.840.113549.1.9.14').toString('hex'), '06092a864886f70d01090e');
  assert.equal(encodeOid('2.5.29.17').toString('hex'), '0603551d11');
});

it('DER that is cut off, or whose lengths have no sense, is none', () => {
  for (const bytes of [
    '',
    '04',
    '0480',
    '048101',
    '048201',
    '048500000000',
    '04850000000100',
    '0484ffffffff',
    '0402ff',
  ])
    assert.equal(readDer(Buffer.from(bytes, 'hex'), 0), undefined, bytes);
  assert.equal(readDer(Buffer.from('048400000001ff', 'hex'), 0)?.end, 7);
  assert.deepEqual(derChildren(Buffer.from('040107ff', 'hex')).length, 1);
});
