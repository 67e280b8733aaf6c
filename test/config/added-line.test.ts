import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAddedLine } from '../../core/config/added-line.js';
import type { KnownPlugin } from '../../core/config/plugin-variables.js';
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

test('a line may have options of plugins of third parties, in the form that they say', () => {
  const certificate = {
    door: { flag: 'door', help: 'Which', choices: ['front', 'back'] },
    tell: { flag: 'tell', help: 'Whom', containers: true, line: 'tell-containers' },
    own: { flag: 'own', help: 'Not here', line: false },
  } as const;
  const plugins: KnownPlugin[] = [
    { manifest: { id: 'courier', title: 'Courier', options: {}, certificate }, origin: 'package' },
  ];
  const add = (...words: string[]) => planAddedLine('', words, new Set(), plugins);
  assert.equal(
    add('a.example.com', 'courier-door=back', 'tell-containers=a,b').text,
    'a.example.com courier-door=back tell-containers=a,b\n',
  );
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['courier-door=side', /must be one of front, back, not `side`/],
    ['tell-containers=a,,b', /a container name is empty/],
    ['courier-own=x', /unknown option `courier-own`/],
    ['autorestart-containers=web', /unknown option `autorestart-containers`/],
  ];
  for (const [word, message] of wrong) assert.throws(() => add('a.example.com', word), message);
});

test('what would be a bad line, or stands there already, is not added', () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[], RegExp])[] = [
    ['', ['not_a..name'], [], /nothing was added/],
    ['', [], [], /no domain is named/],
    ['', ['autorestart-containers=web'], [], /nothing was added/],
    ['a.example.com b_.example.com\n', ['a.example.com'], [], /named by line 1 already/],
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
