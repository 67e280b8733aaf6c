import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAddedLine } from '../../core/config/added-line.js';
import { isFailure } from '../../core/sdk/failure.js';

test('a line goes to the end of what is there', () => {
  const cases: readonly (readonly [string, readonly string[], string, number])[] = [
    ['', ['a.example.com'], 'a.example.com\n', 1],
    ['x.example.com\n', ['a.example.com', 'b.example.com'], 'a.example.com b.example.com\n', 2],
    ['x.example.com', ['a.example.com'], '\na.example.com\n', 2],
    ['# one\r\nx.example.com\r\n', ['a.example.com'], 'a.example.com\r\n', 3],
    ['# one\r\nx.example.com', ['a.example.com'], '\r\na.example.com\r\n', 3],
    ['', ['*.example.com', 'autorestart-containers=web'], '*.example.com autorestart-containers=web\n', 1],
  ];
  for (const [before, words, text, number] of cases) {
    assert.deepEqual(
      { ...planAddedLine(before, words, new Set()), name: undefined },
      { name: undefined, text, number },
    );
  }
  assert.equal(planAddedLine('', ['*.example.com'], new Set()).name, 'example.com');
});

test('what would be a bad line, or stands there already, is not added', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[], RegExp])[] = [
    ['', ['not_a..name'], [], /nothing was added/],
    ['', ['autorestart-containers=web'], [], /nothing was added/],
    ['', ['a.example.com # b.example.com'], [], /neither a line end nor/],
    ['', ['a.example.com\nb.example.com'], [], /neither a line end nor/],
    ['', ['a.example.com', '*.example.com'], [], /nothing was added/],
    ['a.example.com\n', ['a.example.com'], ['a.example.com'], /is configured already/],
    ['', ['a.example.com'], ['a.example.com'], /is configured already/],
  ];
  for (const [before, words, taken, message] of cases) {
    assert.throws(
      () => planAddedLine(before, words, new Set(taken)),
      (error) => isFailure(error, 'CONFIG') && message.test(error.message),
      words.join(' '),
    );
  }
});
