import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNeedles } from '../../core/http/needles.js';
import { createRedactor, placeOf } from '../../core/http/redact.js';
import { formsOf } from '../../core/http/secret-forms.js';
import { fromBytes, toBytes, viewsOf } from '../../core/http/text-views.js';

describe('the forms of a secret', () => {
  it('are those that no decoding finds, without blanks around them', () => {
    const forms = new Set(formsOf(' ab?cd>e\n'));
    for (const form of [
      'ab?cd>e',
      'ab%3Fcd%3Ee',
      '61623f63643e65',
      Buffer.from('ab?cd>e').toString('base64'),
      Buffer.from('ab?cd>e').toString('base64').replace(/=+$/, ''),
      Buffer.from('ab?cd>e').toString('base64url'),
    ])
      assert.ok(forms.has(form), form);
    assert.ok(![...forms].some((form) => /\s/.test(form)));
  });

  it('in the midst of base64 are what they alone decide, and no piece that occurs by chance', () => {
    for (const secret of ['secret', 'secret7', 'secret78', 'secret789']) {
      const forms = formsOf(secret);
      for (const before of ['', 'u', 'us', 'use'])
        for (const after of ['', 'x', 'yz', '~~~']) {
          const text = Buffer.from(`${before}${secret}${after}`).toString('base64');
          const found = forms.filter((form) => form.length >= 7 && text.includes(form));
          const longest = Math.max(0, ...found.map((form) => form.length));
          // All characters but those that share bits with a neighbour, of which there is one at each end.
          const decided = Math.floor((secret.length * 8) / 6) - 1;
          if (decided >= 8) assert.ok(longest >= decided, `${before}[${secret}]${after}`);
        }
    }
    assert.deepEqual(
      formsOf('abcd').filter((form) => !['abcd', '61626364', 'YWJjZA==', 'YWJjZA'].includes(form)),
      [],
    );
  });

  it('of several lines are those lines that say enough alone', () => {
    const key = ['-----BEGIN KEY-----', 'x'.repeat(20), 'y'.repeat(21), '-----END KEY-----'].join('\n');
    const forms = formsOf(key);
    assert.deepEqual(
      key.split('\n').map((line) => forms.includes(line)),
      [false, false, true, false],
    );
  });

  it('of an address are it without its query, its path, its query and its user', () => {
    const bare = 'https://hooks.example.org';
    const table: readonly [address: string, found: readonly string[], left: readonly string[]][] = [
      [
        `${bare}/services/T1?key=0123456789`,
        [`${bare}/services/T1`, '/services/T1', '/services/T1?key=0123456789', 'key=0123456789'],
        [bare],
      ],
      [`${bare}/twelve-char`, ['/twelve-char'], [bare]],
      [`${bare}/eleven-cha`, [`${bare}/eleven-cha`], ['/eleven-cha', bare]],
      [`${bare}/`, [], [bare, '/']],
      ['HTTPS://us:pa@hooks.example.org', ['us', 'pa'], [bare, `${bare}/`, '/']],
      ['https://[', [], ['[']],
      ['ftp://hooks.example.org/services/T1', [], ['/services/T1']],
    ];
    for (const [address, found, left] of table) {
      const forms = formsOf(address);
      for (const form of found) assert.ok(forms.includes(form), `${address}: ${form}`);
      for (const form of left) assert.ok(!forms.includes(form), `${address}: ${form}`);
    }
  });
});

describe('the readings of a text', () => {
  const read = (text: string, withBlanks = false) =>
    [...viewsOf(toBytes(text), withBlanks)].map((view) => fromBytes(view.text));

  it('are what it says once decoded, in each of the usual ways', () => {
    const table: readonly [text: string, ...readings: string[]][] = [
      ['a%41%c3%bc', 'aAü'],
      ['\\u0041\\u00FC\\uD83D\\uDE00', 'Aü😀'],
      ['\\u20AC', '€'],
      ['\\x41\\x7e', 'A~'],
      ['\\b\\f\\t\\/\\"\\\'', '\b\f\t/"\''],
      ['a\\nb\\rc', 'a\nb\rc', 'abc'],
      ['\\\\u0041', '\\u0041', 'A'],
      ['&quot;&apos;&amp;&LT;&gt;&nbsp;', '"\'&<> '],
      ['&#65;&#x42;&#X43;&#8230;', 'ABC…'],
      ['&#x10ffff;&#x110000;', '\u{10ffff}&#x110000;'],
      ['%2541', '%41', 'A'],
      ['%252541', '%2541', '%41', 'A'],
      ['%25252541', '%252541', '%2541', '%41'],
      ['a \r\n\tb\nc\rd', 'abcd'],
    ];
    for (const [text, ...readings] of table) assert.deepEqual(read(text), [text, ...readings], text);
    assert.deepEqual(read('a+b\n c', true), ['a+b\n c', 'a+bc', 'a+b c', 'a b\n c', 'a bc', 'a b c']);
    assert.deepEqual(read('a+b\n c'), ['a+b\n c', 'a+bc']);
  });

  it('are each of them given once, and forty at most', () => {
    const mixed = '%25255cu0026#37;41 &#92;u0025 \\u0026amp;%26#x25; %5cu0041 \\x25\\x34\\x31 &amp;lt;';
    const readings = [...viewsOf(mixed.repeat(3), false)];
    assert.equal(new Set(readings.map(({ text }) => text)).size, readings.length);
    assert.ok(readings.length <= 40);
  });

  it('know where each of their characters stood', () => {
    const text = 'x%41 \r\n &amp;y\\u00fcz';
    for (const view of viewsOf(text, false)) {
      for (const letter of ['x', 'y', 'z']) {
        const at = view.text.indexOf(letter);
        assert.deepEqual([view.from(at), view.to(at)], [text.indexOf(letter), text.indexOf(letter) + 1], view.text);
      }
      const joined = view.text.indexOf('A');
      if (joined >= 0) assert.deepEqual([view.from(joined), view.to(joined)], [1, 4], view.text);
      const both = view.text.indexOf('\u00c3\u00bc');
      if (both >= 0) assert.deepEqual([view.from(both), view.to(both + 1)], [14, 20], view.text);
    }
  });
});

describe('needles', () => {
  function found(needles: readonly string[], text: string): string[] {
    const all = createNeedles();
    for (const needle of needles) all.add(needle);
    return all.find(text).map(([start, end]) => `${start} ${text.slice(start, end)}`);
  }

  it('are found where they stand, the longest that begin there', () => {
    const table: readonly [needles: readonly string[], text: string, ...found: string[]][] = [
      [['abc'], 'abc'],
      [['abcd'], 'abcd', '0 abcd'],
      [['abcd'], 'xabcdx abcd', '1 abcd', '7 abcd'],
      [['abcd'], 'ABCD'],
      [['ABCDEFG'], 'abcdefg'],
      [['ABCDEFGH'], 'abcdEFGH', '0 abcdEFGH', '0 abcdEFGH'],
      [['abcd', 'abcdefgh', 'abcde'], 'abcdefgh ', '0 abcdefgh'],
      [['abcd', 'abcdefgh', 'abcde'], 'abcdefg ', '0 abcde'],
      [['abcd', 'bcde'], 'abcde ', '0 abcd', '1 bcde'],
      [['abcdefgh'], 'abcd…'],
      [['abcdefgh'], toBytes('xabcd…'), '1 abcd'],
      [['abcdefgh'], 'xabcd...', '1 abcd'],
      [['abcdefgh'], 'xabc...'],
      [['abcdefghij'], 'xabcdefgh', '1 abcdefgh'],
      [['abcdefghij'], 'xABCDEFGHI', '1 ABCDEFGHI'],
      [['abcdefghij'], 'xabcdefg'],
      [['abcdefg'], 'ABCDE...'],
      [['abcdefg'], 'abcde...', '0 abcde'],
      [['abcdefghij', 'abcdxxxxxx'], 'abcde... abcdx...', '0 abcde', '9 abcdx'],
      [[], 'abcd...'],
    ];
    for (const [needles, text, ...expected] of table)
      assert.deepEqual(found(needles, text), expected, `${needles} in ${text}`);
  });

  it('say whether there are any, and any with blanks', () => {
    const needles = createNeedles();
    assert.deepEqual([needles.isEmpty(), needles.haveBlanks()], [true, false]);
    needles.add('a b');
    assert.deepEqual([needles.isEmpty(), needles.haveBlanks()], [true, false]);
    needles.add('abcd');
    assert.deepEqual([needles.isEmpty(), needles.haveBlanks()], [false, false]);
    needles.add('ab d');
    needles.add('abcde');
    assert.deepEqual([needles.isEmpty(), needles.haveBlanks()], [false, true]);
  });
});

describe('what is hidden', () => {
  it('is each run of secret characters by one mask, and nothing beside it', () => {
    const { redact } = createRedactor('abcdefgh', 'efghijkl', 'wörd', 'two words', '  x  ');
    const table: readonly (readonly [string, string])[] = [
      ['<abcdefghijkl>', '<[secret]>'],
      ['abcdefgh', '[secret]'],
      ['abcdefgh efghijkl', '[secret] [secret]'],
      ['ü abcdefgh ü', 'ü [secret] ü'],
      ['wörd', '[secret]'],
      ['two+words two%20words two\n words', '[secret] [secret] [secret]'],
      ['"\\u0061bcdefg\\u0068"', '"[secret]"'],
      ['x  x', 'x  x'],
    ];
    for (const [text, shown] of table) assert.equal(redact(text), shown);
    assert.equal(createRedactor().redact('abcdefgh'), 'abcdefgh');
  });

  it('stays hidden for good where it was said to last, whichever came first', () => {
    const redactor = createRedactor();
    redactor.addPassing('token-both-ways');
    redactor.add('token-both-ways');
    for (let index = 0; index < 1000; index += 1) redactor.addPassing(`passing-${index}-token`);
    assert.equal(redactor.redact('token-both-ways passing-1-token'), '[secret] passing-1-token');
    // The thousand that are kept come down to nine hundred at once.
    assert.equal(redactor.redact('passing-99-token.'), 'passing-99-token.');
    assert.equal(redactor.redact('passing-100-token.'), '[secret].');
  });

  it('takes no place of others where it was known already', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `token-of-${index}`);
    const { add, addPassing, redact } = createRedactor(...many);
    addPassing('the-oldest-of-all', ...many);
    assert.equal(redact('the-oldest-of-all'), '[secret]');
    addPassing(...many.map((each) => `${each}-more`));
    assert.equal(redact('the-oldest-of-all'), 'the-oldest-of-all');
    add('the-oldest-of-all');
    assert.equal(redact('the-oldest-of-all'), '[secret]');
  });

  it('of a place is all but the server and the path', () => {
    const table: readonly (readonly [string, string])[] = [
      ['https://u:p@a.example:8443/b/c?d=e#f', 'https://a.example:8443/b/c'],
      ['/b/c?d=e', '/b/c'],
      ['b#c\nd', 'b'],
      ['x'.repeat(300), 'x'.repeat(200)],
    ];
    for (const [address, shown] of table) assert.equal(placeOf(address), shown);
  });
});
