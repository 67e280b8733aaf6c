import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quoteTxt, splitTxt, unquoteTxt } from '../../core/sdk/index.js';

/** Bare text ↔ presentation format (RFC 1035, section 5.1). */
const pairs: readonly (readonly [bare: string, quoted: string])[] = [
  ['', '""'],
  ['plain', '"plain"'],
  ['a"b', '"a\\"b"'],
  ['a\\b', '"a\\\\b"'],
  ['a; b  ', '"a; b  "'],
  ['Grüße', '"Grüße"'],
  ['-dash', '"-dash"'],
  ['x'.repeat(255), `"${'x'.repeat(255)}"`],
  ['x'.repeat(256), `"${'x'.repeat(255)}" "x"`],
];

describe('TXT', () => {
  for (const [bare, quoted] of pairs) {
    it(`${quoted.slice(0, 20)} is ${bare.slice(0, 20)} (${bare.length}), both ways`, () => {
      assert.equal(quoteTxt(bare), quoted);
      assert.equal(unquoteTxt(quoted), bare);
    });
  }

  it('is cut between characters, never inside one', () => {
    const text = `${'x'.repeat(254)}é${'🔐'.repeat(70)}`;
    const parts = splitTxt(text);
    assert.ok(parts.every((part) => Buffer.byteLength(part) <= 255));
    assert.equal(parts.join(''), text);
    assert.equal(unquoteTxt(quoteTxt(text)), text);
  });

  it('is read with decimal escapes, and strings without a blank between them', () => {
    assert.equal(unquoteTxt('"\\195\\188\\065"'), 'üA');
    assert.equal(unquoteTxt('"a""b"  "c"'), 'abc');
    assert.equal(unquoteTxt(' "a" '), 'a');
    assert.equal(unquoteTxt('"never closed'), 'never closed');
  });

  it('without quotes is bare already', () => {
    for (const bare of ['plain', 'a\\b', 'a "b" c', '  two  ']) assert.equal(unquoteTxt(bare), bare);
  });
});
