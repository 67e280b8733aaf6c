import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { visibleLine, visibleText } from '../../core/sdk/index.js';

const cases: readonly (readonly [name: string, text: string, shown: string])[] = [
  ['plain text', 'grüße, 日本 😀', 'grüße, 日本 😀'],
  ['an escape sequence', 'a\x1b[2Jb', 'a\\u001b[2Jb'],
  ['one of C1', 'a\x9b2Jb', 'a\\u009b2Jb'],
  ['a title of the window', '\x1b]0;x\x07', '\\u001b]0;x\\u0007'],
  ['NUL, backspace, DEL', '\0\b\x7f', '\\u0000\\u0008\\u007f'],
  ['a return to the start of the line', 'good\rbad', 'good\\u000dbad'],
  ['the direction of writing', 'a\u202eb\u2066c\u200f', 'a\\u202eb\\u2066c\\u200f'],
  ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
  ['half a pair', 'a\ud800b', 'a\\ud800b'],
  ['a tag beyond the basic plane', 'a\u{e0041}', 'a\\udb40\\udc41'],
];

describe('what reaches a terminal', () => {
  for (const [name, text, shown] of cases) {
    it(`shows ${name}`, () => assert.equal(visibleText(text), shown));
  }

  it('keeps lines and tabs of a text, and makes one line where one is wanted', () => {
    assert.equal(visibleText('a\n\tb'), 'a\n\tb');
    assert.equal(visibleLine('a\r\n  b\tc\x1b'), 'a b c\\u001b');
  });

  it('means the same in JSON', () => {
    const value = { a: '\x1b \x9b \u202e \ud83d\ude00 \u{e0041}' };
    assert.deepEqual(JSON.parse(visibleText(JSON.stringify(value, undefined, 2))), value);
  });
});
