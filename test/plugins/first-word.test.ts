import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { firstWordProblem } from '../../plugins/deploy-hook/first-word.js';
import { createTempDir, type TempDir } from '../lab/temp-dir.js';

describe('the first word of a command for the shell', () => {
  let directory: TempDir;
  let searchPath = '';
  before(async () => {
    directory = await createTempDir('first-word');
    const [one, two] = ['one', 'two'].map((name) => join(directory.path, name)) as [string, string];
    for (const place of [one, two, join(two, 'folder')]) mkdirSync(place);
    writeFileSync(join(one, 'plain'), '');
    writeFileSync(join(one, 'both'), '');
    for (const name of ['program', 'both', 'a program']) {
      writeFileSync(join(two, name), '');
      chmodSync(join(two, name), 0o755);
    }
    chmodSync(join(one, 'plain'), 0o644);
    searchPath = `${one}:${two}`;
  });
  after(() => directory.remove());

  const table: readonly [command: string, problem: string | undefined][] = [
    ['program', undefined],
    ['program --flag; other', undefined],
    ['program|other', undefined],
    ['both', undefined],
    ['nowhere', 'there is no nowhere'],
    ['nowhere;program', 'there is no nowhere'],
    ['folder', 'there is no folder'],
    ['plain x', 'plain is there, but cannot be executed'],
    ['/nowhere/at/all x', 'there is no /nowhere/at/all'],
    ["'a program' x", undefined],
    ['"a program"', undefined],
    ["'no program' x", 'there is no no program'],
    ['"no program"', 'there is no no program'],
    ['A=1 B="x y" C=\'z\' nowhere', 'there is no nowhere'],
    ['A=1 program', undefined],
    ['# nowhere\n\n  \nnowhere2', 'there is no nowhere2'],
    ['\n# only a comment', undefined],
    ['', undefined],
    ['A=1', undefined],
    ['> file', undefined],
    ['(cd x && nowhere)', undefined],
    ['"nowhere"x', undefined],
    ['if true; then nowhere; fi', undefined],
    ['cd /x', undefined],
    ['[ -e x ]', undefined],
    ...['$HOME/x', '`which x`', '~/x', 'a*', 'a?b', '\\x', '"$X"'].map((command): [string, string | undefined] => [
      command,
      undefined,
    ]),
    ["'$X'", 'there is no $X'],
  ];
  for (const [command, problem] of table)
    it(`${problem === undefined ? 'is nothing to speak of' : 'has a problem'}: ${JSON.stringify(command)}`, () => {
      assert.equal(firstWordProblem(command, searchPath), problem);
    });

  it('is looked for where shells look', () => {
    assert.equal(firstWordProblem('sh -c x'), undefined);
  });
});
