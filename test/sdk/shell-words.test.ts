import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { splitShellWords } from '../../core/sdk/index.js';

const texts: readonly [string, readonly string[]][] = [
  ['', []],
  ['  a\t b\n', ['a', 'b']],
  ["a 'b c' d", ['a', 'b c', 'd']],
  ['"a b"c\'d e\'f', ['a bcd ef']],
  [`--t='it'"'"'s'`, ["--t=it's"]],
  ['a\\ b \\"c\\"', ['a b', '"c"']],
  ['"\\$x \\`y\\` \\\\ \\" \\n"', ['$x `y` \\ " \\n']],
  ["'\\n'", ['\\n']],
  ['\'\' ""', ['', '']],
  ['a\\\nb "c\\\nd"', ['ab', 'cd']],
  ['a#b', ['a#b']],
];

test('words are split as by a shell', () => {
  for (const [text, words] of texts) {
    assert.deepEqual(
      splitShellWords(text).words.map((word) => word.text),
      words,
      text,
    );
  }
});

test('the shell of this machine agrees', () => {
  for (const [text, words] of texts) {
    const output = execFileSync('/bin/sh', ['-c', `set -- ${text}\nfor word; do printf '%s\\0' "$word"; done`]);
    assert.deepEqual(output.toString().split('\0').slice(0, -1), words, text);
  }
});

test('nothing is expanded', () => {
  const { words } = splitShellWords('$HOME *.txt a;b|c ~ `date`');
  assert.deepEqual(
    words.map((word) => word.text),
    ['$HOME', '*.txt', 'a;b|c', '~', '`date`'],
  );
});

test('words know where they begin', () => {
  assert.deepEqual(splitShellWords('  a "b c"  d').words, [
    { text: 'a', start: 2 },
    { text: 'b c', start: 4 },
    { text: 'd', start: 11 },
  ]);
});

test('faults have their place and keep the words before them', () => {
  const cases: readonly [string, number, RegExp][] = [
    ["a 'b", 2, /never closed/],
    ['a b"c d', 3, /never closed/],
    ['a "b\\"', 2, /never closed/],
    ['a b\\', 3, /nothing follows/],
  ];
  for (const [text, index, message] of cases) {
    const split = splitShellWords(text);
    assert.equal(split.fault?.index, index, text);
    assert.match(split.fault?.message ?? '', message);
    assert.deepEqual(split.words[0]?.text, 'a');
  }
});

test('what stops a word is asked once at its beginning', () => {
  const asked: boolean[] = [];
  const stops = (text: string, index: number, atStart: boolean) => {
    asked.push(atStart);
    return !atStart && text[index] === ',';
  };
  assert.deepEqual(splitShellWords(',a,b', { stops }), {
    words: [
      { text: ',a', start: 0 },
      { text: ',b', start: 2 },
    ],
    end: 4,
  });
  assert.deepEqual(asked, [true, false, false, true, false]);
});

test('where reading ends is told, whatever stands there last', () => {
  for (const text of ['', ' ', 'a', 'a ', "'a'", '"a"', 'a\\b', '"a" '])
    assert.equal(splitShellWords(text).end, text.length, text);
  assert.deepEqual(splitShellWords('"\\~ \\$ \\` \\" \\\\ \\a"').words, [{ text: '\\~ $ ` " \\ \\a', start: 0 }]);
});

test('comments and stops are for those who ask', () => {
  assert.deepEqual(splitShellWords('a # b', { comments: true }), { words: [{ text: 'a', start: 0 }], end: 5 });
  const split = splitShellWords('x a,b', { start: 2, stops: (text, index) => text[index] === ',' });
  assert.deepEqual(split, { words: [{ text: 'a', start: 2 }], end: 3 });
});
