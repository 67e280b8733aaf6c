import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isFailure } from '../../core/sdk/index.js';
import { splitCommand } from '../../plugins/docker-exec/commands.js';
import { findId, users } from '../../plugins/permissions/accounts.js';

describe('the words of a command', () => {
  it('are split as a shell does, and nothing is expanded', () => {
    const table: readonly [command: string, ...words: string[]][] = [
      [''],
      ['  '],
      ['a', 'a'],
      [' a  b\tc\nd ', 'a', 'b', 'c', 'd'],
      [`'a b' "c d"`, 'a b', 'c d'],
      [`a'b'"c"\\ d`, 'abc d'],
      [`''`, ''],
      [`'a\\b'`, 'a\\b'],
      [`"a\\b\\"\\$\\\`\\\\"`, 'a\\b"$`\\'],
      ['"a\\\nb"', 'ab'],
      ['a\\\nb', 'ab'],
      ['\\a\\"', 'a"'],
      ['$HOME `x` *', '$HOME', '`x`', '*'],
    ];
    for (const [command, ...words] of table) assert.deepEqual(splitCommand(command, 'here'), words, command);
    for (const [command, words] of [
      [`'a`, /character 1 of the command .*: the quote that opens here is never closed/],
      ['"a', /character 1 of the command .*: the quote that opens here is never closed/],
      ['a\\', /character 2 of the command .*: nothing follows the backslash/],
    ] as const)
      assert.throws(
        () => splitCommand(command, 'here'),
        (error) => isFailure(error, 'CONFIG') && words.test(error.message) && error.place === 'here',
      );
  });
});

describe('users and groups', () => {
  it('are found by number, and by name in their file', () => {
    assert.deepEqual(
      [findId(' 0 ', users), findId('4294967294', users), findId(' root ', users)],
      [0, 4_294_967_294, 0],
    );
    for (const name of ['4294967295', '', 'nobody-has-this-name', 'roo', 'root:x'])
      assert.throws(
        () => findId(name, users),
        (error) => isFailure(error, 'CONFIG') && error.place === 'CERTS_USER_OWNER',
        name,
      );
    assert.throws(
      () => findId('x', { ...users, path: '/nonexistent/passwd' }),
      (error) => isFailure(error, 'STORE') && error.place === '/nonexistent/passwd',
    );
  });
});
