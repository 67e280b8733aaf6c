import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLines, removeLine, setLine } from '../../core/store/facts/change-lines.js';
import { listeningLogger } from './volume.js';

const onlyNumbers = (value: unknown) => (typeof value === 'number' ? value : undefined);
const one = setLine('a', 1);
const torn = '["b",2';

function read(text: string) {
  const log = listeningLogger();
  const { values, ...rest } = readLines(Buffer.from(text), onlyNumbers, '/file', log);
  return { values: Object.fromEntries(values), warnings: log.warnings.length, ...rest };
}

describe('the lines of a map of small facts', () => {
  const good = { isDamaged: false, warnings: 0 };
  const table: readonly [what: string, text: string, expected: Partial<ReturnType<typeof read>>][] = [
    ['nothing', '', { values: {}, lines: 0, end: 0, ...good }],
    ['free space alone', '\n\n\n', { values: {}, lines: 0, end: 1, ...good }],
    ['much free space alone', '\n'.repeat(5000), { values: {}, lines: 0, end: 1, ...good }],
    ['much of it behind a value', one + '\n'.repeat(3071), { values: { a: 1 }, lines: 1, end: one.length, ...good }],
    ['a value', one, { values: { a: 1 }, lines: 1, end: one.length, ...good }],
    ['free space behind it', `${one}\n\n`, { values: { a: 1 }, lines: 1, end: one.length, ...good }],
    ['a last line without its end', one.trimEnd(), { values: { a: 1 }, lines: 1, end: one.length - 1, ...good }],
    ['the latest of two values', one + setLine('a', 2), { values: { a: 2 }, lines: 2, ...good }],
    ['one that is removed', one + removeLine('a'), { values: {}, lines: 2, ...good }],
    ['one that comes back', one + removeLine('a') + one, { values: { a: 1 }, lines: 3, ...good }],
    ['the removal of nothing', removeLine('a'), { values: {}, lines: 1, ...good }],
    ['a last line that a kill has torn', one + torn, { values: { a: 1 }, lines: 2, isDamaged: true, warnings: 0 }],
    ['the same before free space', `${one}${torn}\n\n`, { values: { a: 1 }, isDamaged: true, warnings: 0 }],
    ['a torn line in the midst', `${torn}\n${one}`, { values: { a: 1 }, isDamaged: true, warnings: 1 }],
    ['two torn lines', `${one}${torn}\n${torn}`, { values: { a: 1 }, isDamaged: true, warnings: 1 }],
    ['a value of another kind', setLine('a', 'x') + one, { values: { a: 1 }, isDamaged: true, warnings: 1 }],
    ['a key that is no text', `[7,1]\n${one}`, { values: { a: 1 }, isDamaged: true, warnings: 1 }],
    ['no list', `{"0":"b","1":2,"length":2}\n${one}`, { values: { a: 1 }, isDamaged: true, warnings: 1 }],
    [
      'a damaged digit',
      `${one.replace('1', '3')}${setLine('b', 2)}`,
      { values: { b: 2 }, isDamaged: true, warnings: 1 },
    ],
  ];
  for (const [what, text, expected] of table)
    it(`are read: ${what}`, () => {
      const found = read(text);
      assert.deepEqual({ ...found, ...expected }, found);
    });

  it('end where a character of several bytes ends', () => {
    const text = setLine('ü', 1);
    assert.equal(read(`${text}\n`).end, Buffer.byteLength(text));
  });

  it('hide no fault of whoever reads their values', () => {
    const fail = () => {
      throw new TypeError('a fault');
    };
    assert.throws(() => readLines(Buffer.from(one), fail, '/file', listeningLogger()), TypeError);
  });
});
