import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import { checkedText, withCheckDigits } from '../../core/disk/check-digits.js';
import { crc32OfFew } from '../../core/disk/crc32.js';

describe('check digits', () => {
  it('are those of zlib, however they are counted', () => {
    const texts = ['', 'a', '123456789', 'ü ☃ \u0000', '\ud800'].map((text) => Buffer.from(text));
    for (const bytes of [...texts, ...[1, 15, 16, 17, 4096].map((length) => randomBytes(length))])
      assert.equal(crc32OfFew(bytes), crc32(bytes));
  });

  it('are the same for the first lines of a process as for all that follow', () => {
    const line = withCheckDigits('a line of some length, so that hundreds of them are no longer few');
    for (let count = 0; count < 200; count += 1) {
      assert.equal(withCheckDigits(line), `${line} ${crc32(line).toString(16).padStart(8, '0')}`);
      assert.equal(checkedText(withCheckDigits(line)), line);
      assert.equal(checkedText(`${line.slice(0, -9)}, changed${line.slice(-9)}`), undefined);
    }
  });
});
